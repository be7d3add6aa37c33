import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function weir(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'weir.mjs'), ...args], { encoding: 'utf8' });
}

test('help names every command and is what one gets without a command', () => {
  const { status, stdout } = weir('help');
  expect(status).toBe(0);
  for (const command of ['run', 'validate', 'link', 'verify-audit'])
    expect(stdout).toContain(`weir ${command}`);
  expect(weir().stdout).toBe(stdout);
});

test('a command that does not exist ends with 64 and the help on standard error', () => {
  const { status, stdout, stderr } = weir('nonsense');
  expect(status).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('weir: no command nonsense');
});
