// Journey (e): reload, a killed browser, a server that is away. What was acknowledged is on the server; what was only
// in the journal of the browser comes back.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { Graph } from '@weir/shared/graph';
import { Designer } from './support/designer.ts';
import { exampleGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'crash' });

// A test that fails leaves no browser behind.
test.afterEach(async () => {
  for (const browser of KillableBrowser.running) await browser.kill();
});

test('a reload in the middle of typing loses no letter that the page has shown', async ({ page, api }) => {
  const id = await api.create('reload', { graph: exampleGraph('orders-to-file') });
  const designer = new Designer(page);
  await designer.open(id);
  for (let round = 0; round < 3; round++) {
    await designer.select('paid orders');
    await designer.writeExpression('where', `amount > ${round} AND product <> 'x${round}'`);
    await rename(designer, 'orders', `orders ${round}`);
    // No wait: the edits are in flight, or have not even left.
    await page.reload();
    await expect(designer.card(`orders ${round}`)).toBeVisible();
    await rename(designer, `orders ${round}`, 'orders');
    await expect(designer.card('orders')).toBeVisible();
    await designer.saved();
    const graph = await api.graph(id);
    expect(whereOf(graph)).toBe(`amount > ${round} AND product <> 'x${round}'`);
    expect(nameOf(graph, 'orders')).toBe('orders');
  }
});

test('edits wait while the control plane is killed, and go out when it is back', async ({
  page,
  api,
  weir,
  complaints,
}) => {
  complaints.allow(/ERR_CONNECTION|WebSocket|Failed to load resource|Failed to fetch/);
  const id = await api.create('away', { graph: exampleGraph('orders-to-file') });
  const designer = new Designer(page);
  await designer.open(id);
  await editorIsThere(designer);
  await rename(designer, 'orders', 'before');
  await designer.saved();
  await weir.crash();
  await rename(designer, 'before', 'while away');
  await designer.select('paid orders');
  await designer.writeExpression('where', 'amount > 42');
  await expect(page.getByText(/^Offline, \d edits? kept$/)).toBeVisible();
  await weir.start();
  await expect(page.getByText(/^Saved, edit/)).toBeVisible({ timeout: 20_000 });
  const graph = await api.graph(id);
  expect(nameOf(graph, 'orders')).toBe('while away');
  expect(whereOf(graph)).toBe('amount > 42');
});

test('a part of the page that cannot be fetched leaves the rest alone and comes when the server is back', async ({
  page,
  api,
  complaints,
}) => {
  complaints.allow(/ERR_FAILED/);
  const id = await api.create('chunk', { graph: exampleGraph('orders-to-file') });
  const designer = new Designer(page);
  await page.route('**/expression-view-*.js', (route) => route.abort());
  await designer.open(id);
  await designer.select('paid orders');
  await expect(designer.field('where')).toContainText('amount > 0');
  await rename(designer, 'paid orders', 'still works');
  await page.unroute('**/expression-view-*.js');
  await expect(designer.field('where').locator('.cm-content')).toHaveText('amount > 0');
});

test('a browser killed while the server is away keeps its edits in the journal', async ({ api, weir }) => {
  const id = await api.create('journal', { graph: exampleGraph('orders-to-file') });
  const profile = mkdtempSync(join(tmpdir(), 'weir-browser-'));
  const first = await KillableBrowser.start(profile);
  const page = await first.page();
  await page.goto(await weir.newLink());
  await page.waitForURL(`${weir.origin}/`);
  const designer = new Designer(page);
  await page.goto(`${weir.origin}/p/${id}`);
  await editorIsThere(designer);
  await rename(designer, 'orders', 'acknowledged');
  await designer.saved();
  await weir.crash();
  await rename(designer, 'acknowledged', 'in the journal');
  await designer.select('paid orders');
  await designer.writeExpression('where', 'amount > 43');
  await expect(page.getByText(/^Offline, \d edits? kept$/)).toBeVisible();
  await first.kill();

  await weir.start();
  expect(nameOf(await api.graph(id), 'orders'), 'the server has what it acknowledged').toBe('acknowledged');
  const second = await KillableBrowser.start(profile);
  const again = await second.page();
  await again.goto(await weir.newLink());
  await again.waitForURL(`${weir.origin}/`);
  const reopened = new Designer(again);
  await again.goto(`${weir.origin}/p/${id}`);
  await expect(reopened.card('in the journal')).toBeVisible();
  await reopened.saved();
  const graph = await api.graph(id);
  expect(nameOf(graph, 'orders')).toBe('in the journal');
  expect(whereOf(graph)).toBe('amount > 43');
  await second.kill();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

test('a browser killed at any moment of typing: what the page called saved is on the server', async ({
  api,
  weir,
}) => {
  const id = await api.create('kill', { graph: exampleGraph('orders-to-file') });
  const profile = mkdtempSync(join(tmpdir(), 'weir-browser-'));
  for (const waitMs of [0, 270]) {
    const browser = await KillableBrowser.start(profile);
    const page = await browser.page();
    await page.goto(await weir.newLink());
    await page.waitForURL(`${weir.origin}/`);
    const designer = new Designer(page);
    await page.goto(`${weir.origin}/p/${id}`);
    const from = nameOf(await api.graph(id), 'orders');
    await rename(designer, from, `kill ${waitMs} a`);
    await rename(designer, `kill ${waitMs} a`, `kill ${waitMs} b`);
    // The moment is the point of this test: before, around and after the first answer of the server.
    await page.waitForTimeout(waitMs);
    const chip = (await page.locator('header [data-kind]').first().textContent()) ?? '';
    await browser.kill();
    const saved = Number(/Saved, edit (\d+)/.exec(chip)?.[1] ?? '0');
    const draft = await api.query('drafts.get', { pipelineId: id });
    expect(draft.seq).toBeGreaterThanOrEqual(saved);
    const next = await KillableBrowser.start(profile);
    const again = await next.page();
    await again.goto(await weir.newLink());
    await again.waitForURL(`${weir.origin}/`);
    await again.goto(`${weir.origin}/p/${id}`);
    await expect(new Designer(again).card(`kill ${waitMs} b`)).toBeVisible();
    await new Designer(again).saved();
    expect(nameOf(await api.graph(id), 'orders')).toBe(`kill ${waitMs} b`);
    await next.kill();
  }
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

/** A browser with a profile that outlives it, ended by SIGKILL. */
class KillableBrowser {
  static readonly running = new Set<KillableBrowser>();
  readonly #process: ChildProcess;
  readonly #browser: Browser;

  private constructor(process: ChildProcess, browser: Browser) {
    this.#process = process;
    this.#browser = browser;
    KillableBrowser.running.add(this);
  }

  static async start(profile: string): Promise<KillableBrowser> {
    const portFile = join(profile, 'DevToolsActivePort');
    rmSync(portFile, { force: true });
    const { launchOptions } = test.info().project.use;
    const child = spawn(
      launchOptions?.executablePath ?? chromium.executablePath(),
      [
        ...(launchOptions?.args ?? []),
        '--headless=new',
        '--remote-debugging-port=0',
        `--user-data-dir=${profile}`,
        'about:blank',
      ],
      { detached: true, stdio: 'ignore' },
    );
    await expect.poll(() => existsSync(portFile) && readFileSync(portFile, 'utf8').includes('\n')).toBe(true);
    const [port] = readFileSync(portFile, 'utf8').split('\n');
    return new KillableBrowser(child, await chromium.connectOverCDP(`http://127.0.0.1:${port}`));
  }

  async page(): Promise<Page> {
    const [context] = this.#browser.contexts();
    if (context === undefined) throw new Error('the browser has no context');
    const page = await context.newPage();
    await page.setViewportSize({ width: 1440, height: 900 });
    return page;
  }

  async kill(): Promise<void> {
    KillableBrowser.running.delete(this);
    const gone = new Promise((done) => this.#process.once('exit', done));
    // The whole group: a browser is many processes.
    process.kill(-(this.#process.pid ?? 0), 'SIGKILL');
    await gone;
    await this.#browser.close().catch(() => undefined);
  }
}

// The expression editor is fetched when first needed; who edits has it.
async function editorIsThere(designer: Designer): Promise<void> {
  await designer.select('paid orders');
  await expect(designer.field('where').locator('.cm-content')).toBeVisible();
}

async function rename(designer: Designer, from: string, to: string): Promise<void> {
  await designer.select(from);
  await designer.canvas.focus();
  await designer.page.keyboard.press('F2');
  await expect(designer.page.getByLabel('Name of the node')).toBeFocused();
  await designer.page.keyboard.type(to);
  await designer.page.keyboard.press('Enter');
}

function nameOf(graph: Graph, id: string): string {
  return graph.nodes.find((node) => node.id === id)?.name ?? '';
}

function whereOf(graph: Graph): unknown {
  return graph.nodes.find((node) => node.id === 'paid')?.config.where;
}
