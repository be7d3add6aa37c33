import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const host = { cwd: '/somewhere', repoDir: '/repo', build: 'b' };

test('without flags the designer is on 7070, doors on 7071, state in ./data', () => {
  expect(parseConfig([], host)).toMatchObject({
    port: 7070,
    doorPort: 7071,
    dataDir: '/somewhere/data',
    origins: [],
    open: true,
  });
});

test('the door port follows the port unless it is given', () => {
  expect(parseConfig(['--port', '8000'], host).doorPort).toBe(8001);
  expect(parseConfig(['--port', '8000', '--door-port', '9000'], host).doorPort).toBe(9000);
});

test.each([
  [['--port', '0']],
  [['--port', '70000']],
  [['--port', 'x']],
  [['--origin', 'ftp://x']],
  [['--origin', 'http://x/path']],
  [['--nonsense']],
  [['stray']],
])('a flag that cannot be used is told in a sentence: %j', (args) => {
  expect(() => parseConfig(args, host)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
});

test('S12: there is no flag to listen elsewhere than on loopback', () => {
  expect(() => parseConfig(['--host', '0.0.0.0'], host)).toThrow(
    expect.objectContaining({ code: 'BAD_REQUEST' }),
  );
});
