// The bootstrap on machines that it was not made for.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Asks for the pinned Node as if on another machine. */
function pinnedNode(machine: { readonly platform: string; readonly version: string }): {
  readonly status: number | null;
  readonly err: string;
} {
  const script = `
    Object.defineProperty(process, 'platform', { value: ${JSON.stringify(machine.platform)} });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: ${JSON.stringify(machine.version)} } });
    const { main, pinnedNode } = await import(${JSON.stringify(join(import.meta.dirname, 'bootstrap.mjs'))});
    await main(async () => { pinnedNode(); return 0; });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return { status, err: stderr };
}

test('PLATFORM: a platform without a pinned Node and an old Node of its own get a sentence, no stack', () => {
  const { status, err } = pinnedNode({ platform: 'sunos', version: '20.1.0' });
  expect(status).toBe(69);
  expect(err).toContain('there is no pinned Node for sunos');
  expect(err).toContain('PLATFORM');
  expect(err).not.toContain('    at ');
});

test('a platform without a pinned Node may bring a newer one', () => {
  expect(pinnedNode({ platform: 'sunos', version: '24.6.0' }).status).toBe(0);
});
