// Journey (c): every kind of mistake gets a message with its place, the place is one key away, and undo takes all back.
import { readFileSync } from 'node:fs';
import { type Graph, graphSchema } from '@weir/shared/graph';
import { Designer } from './support/designer.ts';
import { exampleGraph, rowGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'mistakes' });

const OTHER_COLUMNS = { schema: [{ name: 'city', type: 'STRING' }], eventTime: '' };

test('a wire that cannot work is refused with its reason, and nothing changes', async ({ page, api }) => {
  const graph = rowGraph(
    'wires',
    [
      ['orders', 'http'],
      ['first', 'filter', { where: 'amount > 0' }],
      ['second', 'filter', { where: 'amount > 0' }],
      ['cities', 'http', OTHER_COLUMNS],
      ['both', 'union'],
      ['windows', 'tumbling'],
    ],
    [
      ['first.out', 'second.in'],
      ['orders.out', 'both.in'],
    ],
  );
  const id = await api.create('wires', { graph });
  const designer = new Designer(page);
  await designer.open(id);
  await expect(designer.cards).toHaveCount(6);
  const before = await api.graph(id);
  for (const [from, to, reason] of [
    ['second.out', 'first.in', /circle/],
    ['cities.out', 'both.in', /columns/],
    ['cities.out', 'windows.in', /event.time/],
    ['cities.out', 'second.in', /edge already/],
  ] as const) {
    await designer.drawWire(from, to);
    await expect(designer.spoken).toHaveText(/^Not connected: /);
    await expect(designer.spoken).toHaveText(reason);
  }
  // The same by keyboard: refused targets stay in the list, with the reason.
  await designer.select('second');
  await designer.canvas.focus();
  await page.keyboard.press('c');
  const refused = page.getByRole('option', { name: /first\.in/ });
  await expect(refused).toHaveAttribute('aria-disabled', 'true');
  await expect(refused).toContainText('circle');
  await page.keyboard.press('Escape');
  await designer.saved();
  expect(await api.graph(id)).toEqual(before);
});

test('each mistake in a setting has a message, a jump to its characters, and undo and redo are exact', async ({
  page,
  api,
}) => {
  const designer = new Designer(page);
  const id = await api.create('settings', { graph: exampleGraph('orders-to-file') });
  await designer.open(id);
  await expect(designer.cards).toHaveCount(4);
  await designer.saved();
  const start = await api.graph(id);
  await designer.dockTab('Problems');
  await expect(designer.dock).toContainText('No problems');

  const where = async (text: string, message: RegExp, marked: string): Promise<void> => {
    await designer.select('paid orders');
    await designer.writeExpression('where', text);
    const problem = designer.problems.filter({ hasText: message });
    await expect(problem).toBeVisible();
    await expect(problem).toContainText('paid orders, keep rows where');
    await designer.select('orders');
    await problem.getByRole('button').first().click();
    await expect(designer.inspector.getByRole('heading', { level: 2 })).toContainText('paid orders');
    await expect(designer.field('where').locator('.cm-content')).toBeFocused();
    await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe(marked);
  };
  await where('amout > 0', /amout/, 'amout');
  await where('amount >', /end|expected/i, '');
  await where("amount > 'tea'", /compared with text/, "amount > 'tea'");
  await where("amount = 'tea'", /do not compare/, "amount = 'tea'");
  await where('amount + 1', /BOOLEAN|condition/i, 'amount + 1');
  await where('LOWER(amount, 1) = 1', /takes 1 value/, 'LOWER(amount, 1)');
  await where('NOSUCH(amount)', /NOSUCH/i, 'NOSUCH(amount)');
  await designer.writeExpression('where', 'amount > 0');
  await expect(designer.dock).toContainText('No problems');

  await designer.select('revenue file');
  await designer.field('path').getByRole('combobox').fill('');
  await expect(designer.problems.filter({ hasText: 'folder is not set' })).toBeVisible();
  await designer.field('path').getByRole('combobox').fill('/etc/passwd');
  await expect(designer.problems.filter({ hasText: 'is not below files' })).toBeVisible();
  await designer.select('revenue per product');
  await designer.field('size').getByRole('textbox').fill('0 s');
  const windowSize = designer.problems.filter({ hasText: 'window size' });
  await expect(windowSize).toBeVisible();
  await designer.field('aggregates.0.name').getByRole('textbox').fill('revenue');
  // F8 walks all problems and lands in the field each time.
  await designer.canvas.focus();
  await page.keyboard.press('F8');
  await expect(designer.spoken).toHaveText(/^Problem \d of \d: /);
  await expect(designer.inspector.locator('input:focus, .cm-content:focus')).toHaveCount(1);
  await page.keyboard.press('F8');
  await expect(designer.inspector.locator('input:focus, .cm-content:focus')).toHaveCount(1);

  await designer.saved();
  const end = await api.graph(id);
  expect(end).not.toEqual(start);
  const steps = await designer.undoAll();
  expect(steps).toBeGreaterThan(3);
  await designer.saved();
  expect(inOrder(await api.graph(id))).toEqual(inOrder(start));
  expect(await designer.redoAll()).toBe(steps);
  await designer.saved();
  expect(inOrder(await api.graph(id))).toEqual(inOrder(end));
  expect(inOrder(graphSchema.parse(await exported(designer)))).toEqual(inOrder(end));
});

test('structure too: add, delete, heal, rename, move, duplicate, note and layout undo to the start and redo to the end', async ({
  page,
  api,
}) => {
  const designer = new Designer(page);
  const { keyboard } = page;
  const id = await api.create('structure', { graph: exampleGraph('auction-analytics') });
  await designer.open(id);
  const count = (await api.graph(id)).nodes.length;
  await expect(designer.cards).toHaveCount(count);
  const start = await api.graph(id);
  await designer.select('columns');
  await designer.canvas.focus();
  await keyboard.press('Control+Delete');
  await expect(designer.cards).toHaveCount(count - 1);
  await designer.select('bids');
  await designer.canvas.focus();
  await keyboard.press('F2');
  await keyboard.type('bids of today');
  await keyboard.press('Enter');
  await expect(designer.card('bids of today')).toBeVisible();
  await keyboard.press('Control+D');
  await expect(designer.cards).toHaveCount(count);
  await keyboard.press('Delete');
  await expect(designer.cards).toHaveCount(count - 1);
  await keyboard.press('Shift+N');
  await keyboard.type('a note');
  await keyboard.press('Escape');
  await designer.canvas.focus();
  await designer.select('auctions');
  const box = await designer.card('auctions').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 80, (box?.y ?? 0) + 30);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 120, (box?.y ?? 0) + 90, { steps: 5 });
  await page.mouse.up();
  await designer.canvas.focus();
  await keyboard.press('l');
  await expect(designer.spoken).toHaveText('Laid out');
  await keyboard.press('Control+A');
  await keyboard.press('Delete');
  await expect(designer.cards).toHaveCount(0);
  await designer.saved();
  const end = await api.graph(id);
  const steps = await designer.undoAll();
  await designer.saved();
  expect(inOrder(await api.graph(id))).toEqual(inOrder(start));
  expect(await designer.redoAll()).toBe(steps);
  await designer.saved();
  expect(inOrder(await api.graph(id))).toEqual(inOrder(end));
});

// A node taken back stands at the end of the list; the order of nodes and edges means nothing (`graph-hash.ts`).
function inOrder(graph: Graph): Graph {
  const by = <T>(items: readonly T[], key: (item: T) => string): T[] =>
    [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    ...graph,
    nodes: by(graph.nodes, (node) => node.id),
    edges: by(graph.edges, (edge) => `${edge.from} ${edge.to}`),
    notes: by(graph.notes, (note) => note.id),
  };
}

async function exported(designer: Designer): Promise<unknown> {
  const { page } = designer;
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+K');
  await page.keyboard.type('download the pipeline');
  await page.keyboard.press('Enter');
  return JSON.parse(readFileSync(await (await download).path(), 'utf8'));
}
