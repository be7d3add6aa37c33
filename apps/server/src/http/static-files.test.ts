import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WORKER_POLICY } from './headers.ts';
import { createStaticFiles } from './static-files.ts';

let folder = '';
let server: Server;
let origin = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-static-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<meta name="csp-nonce" content="__NONCE__">');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'x'.repeat(5_000));
  writeFileSync(join(folder, 'assets', 'app-1a2b.js.map'), '{}');
  writeFileSync(join(folder, 'assets', 'preview-worker-9Zz_-.js'), 'self;');
  const files = createStaticFiles(folder);
  server = createServer((request, response) => {
    if (!files.serve(request.url ?? '/', request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(['/', '/setup', '/p/abc', '/p/abc/versions'])(
  '%s is the page, with a nonce of its own',
  async (path) => {
    const load = async (): Promise<string> => {
      const response = await fetch(origin + path);
      const nonce =
        /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? 'none';
      expect(await response.text()).toBe(`<meta name="csp-nonce" content="${nonce}">`);
      return nonce;
    };
    expect(await load()).not.toBe(await load());
  },
);

test('files whose name holds a hash are kept for good and sent compressed', async () => {
  const response = await fetch(`${origin}/assets/app-1a2b.js`);
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(await response.text()).toHaveLength(5_000);
  const plain = await fetch(`${origin}/assets/app-1a2b.js`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

test('2.2: only the preview worker is served with the policy that may compile code', async () => {
  const policy = async (path: string) => (await fetch(origin + path)).headers.get('content-security-policy');
  expect(await policy('/assets/preview-worker-9Zz_-.js')).toBe(WORKER_POLICY);
  expect(await policy('/assets/app-1a2b.js')).toBeNull();
});

test.each([
  '/index.html',
  '/assets/app-1a2b.js.map',
  '/assets/',
  '/p',
  '/p/',
  '/nowhere',
  '/assets/../index.html',
])('%s is not there', async (path) => {
  const response = await fetch(origin + path);
  // fetch resolves dot segments, which makes the last one a page that may not be named.
  expect(response.status).toBe(404);
});
