// What the page and its worker may not do, and what pages of others may not do to us (S2, S4, S17).
import { createServer, request as httpRequest } from 'node:http';
import { Designer } from './support/designer.ts';
import { exampleGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'sandbox' });

test('the page may not make code from text, load from elsewhere or talk to others', async ({
  page,
  complaints,
}) => {
  complaints.allow(/./);
  const other = await otherSite();
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
  const outcome = await page.evaluate(async (elsewhere) => {
    // In a task of the page: code that the test driver runs directly is exempt from the policy.
    const inPage = async (run: () => unknown): Promise<string> => {
      await new Promise((turn) => setTimeout(turn, 0));
      try {
        return `worked: ${String(await run())}`;
      } catch {
        return 'refused';
      }
    };
    const script = (): Promise<unknown> =>
      new Promise((done, fail) => {
        const element = document.createElement('script');
        element.setAttribute('src', 'data:text/javascript,window.injected=1');
        element.onload = done;
        element.onerror = fail;
        document.head.append(element);
      });
    return {
      // biome-ignore lint/security/noGlobalEval: the page must refuse it
      eval: await inPage(() => globalThis.eval('1 + 1')),
      function: await inPage(() => new Function('return 1')()),
      html: await inPage(() => {
        document.createElement('div').innerHTML = '<b>text</b>';
        return 'set';
      }),
      script: await inPage(script),
      fetch: await inPage(() => fetch(elsewhere, { mode: 'no-cors' })),
      image: await inPage(
        () =>
          new Promise((done, fail) => {
            const image = new Image();
            image.onload = done;
            image.onerror = fail;
            image.src = `${elsewhere}x.png`;
          }),
      ),
      socket: await inPage(
        () =>
          new Promise((done, fail) => {
            const socket = new WebSocket(elsewhere.replace('http', 'ws'));
            socket.onopen = done;
            socket.onerror = fail;
          }),
      ),
      worker: await inPage(() => new Worker('data:text/javascript,0')),
    };
  }, other.origin);
  expect(new Set(Object.values(outcome)), JSON.stringify(outcome)).toEqual(new Set(['refused']));
  expect(other.hits).toEqual([]);
  other.close();
});

test('the preview worker compiles what the engine made and can reach nothing', async ({
  page,
  api,
  complaints,
}) => {
  complaints.allow(/./);
  const other = await otherSite();
  const id = await api.create('preview', { graph: exampleGraph('orders-to-file') });
  const designer = new Designer(page);
  await designer.open(id);
  await expect(designer.card('revenue per product')).toContainText(/\d+ rows/);
  const worker = page.workers().find((candidate) => candidate.url().includes('preview-worker'));
  expect(worker).toBeDefined();
  const outcome = await worker?.evaluate(async (elsewhere) => {
    const attempt = (run: () => unknown): Promise<string> =>
      Promise.resolve()
        .then(run)
        .then(
          (value) => `worked: ${String(value)}`,
          () => 'refused',
        );
    return {
      own: await attempt(() => fetch('/trpc/session.me')),
      other: await attempt(() => fetch(elsewhere, { mode: 'no-cors' })),
      socket: await attempt(
        () =>
          new Promise((done, fail) => {
            const socket = new WebSocket(`ws://${location.host}/trpc-ws`);
            socket.onopen = done;
            socket.onerror = fail;
          }),
      ),
      script: await attempt(() => import(/* @vite-ignore */ `${elsewhere}x.js`)),
    };
  }, other.origin);
  expect(outcome).toEqual({ own: 'refused', other: 'refused', socket: 'refused', script: 'refused' });
  expect(other.hits).toEqual([]);
  other.close();
});

test('S4: a page of another origin cannot change or read anything, though the cookie would be sent', async ({
  context,
  complaints,
  api,
  weir,
}) => {
  complaints.allow(/./);
  const id = await api.create('mine');
  const before = await api.query('pipelines.list');
  const files = await api.query('files.list');
  // Another port of the same host: same site, so SameSite does not help; only the guard does.
  const attacker = await otherSite();
  const page = await context.newPage();
  await page.goto(attacker.origin);
  const outcome = await page.evaluate(
    async ({ origin, pipelineId }) => {
      const attempt = (run: () => unknown): Promise<string> =>
        Promise.resolve()
          .then(run)
          .then(
            (value) =>
              value instanceof Response ? `${value.type} ${value.status}` : `worked: ${String(value)}`,
            () => 'refused',
          );
      const body = JSON.stringify({ name: 'theirs' });
      const post = (init: RequestInit, name = 'pipelines.create'): Promise<Response> =>
        fetch(`${origin}/trpc/${name}`, { method: 'POST', credentials: 'include', body, ...init });
      const socket = (url: string): Promise<unknown> =>
        new Promise((done, fail) => {
          const made = new WebSocket(url);
          made.onopen = done;
          made.onerror = fail;
        });
      return {
        plain: await attempt(() => post({ mode: 'no-cors', headers: { 'content-type': 'text/plain' } })),
        json: await attempt(() => post({ headers: { 'content-type': 'application/json', 'x-weir': '1' } })),
        remove: await attempt(() =>
          post(
            {
              mode: 'no-cors',
              headers: { 'content-type': 'text/plain' },
              body: JSON.stringify({ pipelineId }),
            },
            'pipelines.remove',
          ),
        ),
        read: await attempt(() => fetch(`${origin}/trpc/pipelines.list`, { credentials: 'include' })),
        beacon: await attempt(() => navigator.sendBeacon(`${origin}/trpc/pipelines.create`, body)),
        upload: await attempt(() =>
          fetch(`${origin}/api/files?name=x.ndjson`, {
            method: 'POST',
            mode: 'no-cors',
            credentials: 'include',
            body,
          }),
        ),
        rpcSocket: await attempt(() => socket(`${origin.replace('http', 'ws')}/trpc-ws`)),
        liveSocket: await attempt(() => socket(`${origin.replace('http', 'ws')}/live?ticket=x`)),
      };
    },
    { origin: weir.origin, pipelineId: id },
  );
  // An opaque answer tells the page nothing; that nothing happened is checked below.
  expect(outcome).toMatchObject({
    json: 'refused',
    read: 'refused',
    rpcSocket: 'refused',
    liveSocket: 'refused',
  });
  await page.evaluate(
    ({ origin }) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.enctype = 'text/plain';
      form.action = `${origin}/trpc/pipelines.create`;
      const field = document.createElement('input');
      field.name = '{"name":"theirs","x":"';
      field.value = '"}';
      form.append(field);
      document.body.append(form);
      form.submit();
    },
    { origin: weir.origin },
  );
  await page.waitForURL(`${weir.origin}/**`);
  await page.goto(attacker.origin);
  const framed = await page.evaluate(async (origin) => {
    const frame = document.createElement('iframe');
    frame.src = `${origin}/`;
    document.body.append(frame);
    await new Promise((done) => {
      frame.onload = done;
    });
    try {
      return frame.contentWindow?.document.title ?? 'no document';
    } catch {
      return 'out of reach';
    }
  }, weir.origin);
  expect(framed).not.toContain('Weir');
  expect((await api.query('pipelines.list')).map((pipeline) => pipeline.name)).toEqual(
    before.map((pipeline) => pipeline.name),
  );
  expect(await api.query('files.list')).toEqual(files);
  attacker.close();
});

test('S17: upgrades with a wrong Origin, Host or ticket are refused, the right ones are taken', async ({
  session,
  weir,
  api,
}) => {
  const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const host = `127.0.0.1:${weir.port}`;
  const attempt = (path: string, headers: Readonly<Record<string, string | undefined>>): Promise<number> =>
    upgrade(weir.port, path, { host, cookie, origin: weir.origin, ...headers });
  expect(await attempt('/trpc-ws', {})).toBe(101);
  for (const origin of [
    undefined,
    'null',
    `http://127.0.0.1:${weir.port + 1}`,
    `http://127.0.0.1.evil.invalid:${weir.port}`,
    `https://127.0.0.1:${weir.port}`,
    `http://sub.localhost:${weir.port}`,
  ]) {
    expect(await attempt('/trpc-ws', { origin }), `Origin ${origin}`).toBe(403);
  }
  expect(await attempt('/trpc-ws', { host: `evil.invalid:${weir.port}` })).toBe(403);
  expect(await attempt('/trpc-ws', { cookie: '' })).toBe(401);
  expect(await attempt('/live?ticket=none', {})).toBe(403);
  const { ticket } = await api.mutate('live.ticket');
  expect(await attempt(`/live?ticket=${encodeURIComponent(ticket)}`, {})).toBe(101);
  expect(await attempt(`/live?ticket=${encodeURIComponent(ticket)}`, {}), 'a ticket works once').toBe(403);
});

// A site of somebody else on this machine, which keeps what it was asked for.
async function otherSite(): Promise<{
  readonly origin: string;
  readonly hits: readonly string[];
  readonly close: () => void;
}> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>other</title><body></body>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { origin: `http://127.0.0.1:${port}/`, hits, close: () => server.close() };
}

function upgrade(
  port: number,
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const known = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    path,
    headers: {
      ...Object.fromEntries(known),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    },
  });
  return new Promise((done, fail) => {
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      done(response.statusCode ?? 0);
    });
    request.on('response', (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    request.on('error', fail);
    request.end();
  });
}
