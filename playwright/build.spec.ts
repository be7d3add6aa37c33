// Journey (b): *Orders to a file* from nothing, once by mouse and once by keyboard alone, and a thousand real events.
import type { Page } from '@playwright/test';
import { Designer } from './support/designer.ts';
import { doorOf, expectedLines, makeOrders, postOrders, writtenLines } from './support/orders.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'build' });

test('by mouse: palette, wires, settings, run, 1,000 events, finish; the file holds exactly the right windows', async ({
  page,
  weir,
}) => {
  const designer = new Designer(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'HTTP source' }).click();
  await expect(designer.card('events')).toBeVisible();
  await designer.select('events');
  const first = await designer.card('events').boundingBox();
  const pane = await page.locator('.react-flow__pane').boundingBox();
  const y = (first?.y ?? 0) - (pane?.y ?? 0) + 150;
  await designer.dragFromPalette('Filter', { x: 130, y });
  await designer.dragFromPalette('Tumbling window', { x: 380, y });
  await designer.dragFromPalette('File sink', { x: 560, y: y - 130 });
  const [source, filter, tumbling, sink] = await ids(designer);
  await designer.drawWire(`${source}.out`, `${filter}.in`);
  await expect(designer.edges).toHaveCount(1);
  await designer.drawWire(`${filter}.out`, `${tumbling}.in`);
  await expect(designer.edges).toHaveCount(2);
  await designer.drawWire(`${tumbling}.out`, `${sink}.in`);
  await expect(designer.edges).toHaveCount(3);

  await page.locator(`#card-${filter}`).click();
  await designer.writeExpression('where', 'amount > 0');
  await page.locator(`#card-${tumbling}`).click();
  await designer.field('keys').getByRole('button', { name: 'column' }).click();
  await page.getByRole('menuitem', { name: /^product/ }).click();
  await designer.field('aggregates.0.name').getByRole('textbox').fill('orders');
  await designer.inspector.getByRole('button', { name: 'Add an aggregate' }).click();
  await designer.field('aggregates.1.name').getByRole('textbox').fill('revenue');
  await designer.writeExpression('aggregates.1.expression', 'SUM(amount)');
  await page.locator(`#card-${sink}`).click();
  await designer.field('path').getByRole('combobox').fill('files/by-mouse');
  await designer.dockTab('Problems');
  await expect(designer.dock).toContainText('No problems');
  await designer.saved();

  await page.locator(`#card-${source}`).click();
  const door = await doorOf(designer);
  await page.getByRole('button', { name: 'Run draft' }).click();
  await expect(page).toHaveURL(/[?&]mode=live$/);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  const orders = makeOrders(1_000, 7);
  await postOrders(door, orders);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('menuitem', { name: /^Finish/ }).click();
  await expect(page.getByText('Finished: every window has fired')).toBeVisible({ timeout: 20_000 });
  expect(writtenLines(weir.dataDir, 'files/by-mouse')).toEqual(expectedLines(orders));
});

test('by keyboard alone: the same pipeline, no mouse event at all', async ({ page, weir }) => {
  await page.addInitScript(() => {
    for (const type of ['mousedown', 'mousemove', 'pointermove', 'touchstart'])
      window.addEventListener(type, () => console.error('a mouse event in a keyboard journey'), true);
  });
  const designer = new Designer(page);
  const { keyboard } = page;
  await page.goto('/');
  await tabTo(page, 'HTTP source');
  await keyboard.press('Enter');
  await expect(designer.card('events')).toBeVisible();
  await tabTo(page, 'Pipeline canvas');
  await keyboard.press('ArrowRight');
  await addAfter(designer, 'filter');
  await openSettings(designer);
  await keyboard.type('amount > 0');
  await keyboard.press('Escape');
  await backToCanvas(designer);

  await addAfter(designer, 'tumbling');
  await openSettings(designer);
  await tabTo(page, 'column');
  await keyboard.press('Enter');
  await typeAhead(page, 'product');
  await expect(designer.field('keys')).toContainText('product');
  await tabTo(page, 'Name of column 1');
  await keyboard.press('Control+A');
  await keyboard.type('orders');
  await tabTo(page, 'Add an aggregate');
  await keyboard.press('Enter');
  await tabTo(page, 'Name of column 2', { backwards: true });
  await keyboard.press('Control+A');
  await keyboard.type('revenue');
  await keyboard.press('Tab');
  await keyboard.press('Control+A');
  await keyboard.type('SUM(amount)');
  await keyboard.press('Escape');
  await backToCanvas(designer);

  await addAfter(designer, 'file sink');
  await openSettings(designer);
  await keyboard.type('files/by-keyboard');
  await backToCanvas(designer);
  await expect(designer.edges).toHaveCount(3);
  await expect(designer.dock).toContainText('Plan OK, 4 nodes');
  await designer.saved();

  for (let step = 0; step < 3; step++) await keyboard.press('ArrowLeft');
  await expect(designer.inspector.getByLabel('curl line')).toBeVisible();
  const door = await doorOf(designer);
  await tabTo(page, 'Run draft');
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/[?&]mode=live$/);
  const orders = makeOrders(1_000, 8);
  await postOrders(door, orders);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await tabTo(page, 'Stop');
  await keyboard.press('Enter');
  await typeAhead(page, 'finish');
  await expect(page.getByText('Finished: every window has fired')).toBeVisible({ timeout: 20_000 });
  expect(writtenLines(weir.dataDir, 'files/by-keyboard')).toEqual(expectedLines(orders));
});

/** Chooses from the open menu by the first letters, as soon as it has the keyboard. */
async function typeAhead(page: Page, letters: string): Promise<void> {
  const items = page.getByRole('menu').getByRole('menuitem');
  await expect(items.first()).toBeFocused();
  await page.keyboard.type(letters);
  await expect(items.filter({ hasText: new RegExp(`^${letters}`, 'i') })).toBeFocused();
  await page.keyboard.press('Enter');
}

async function ids(designer: Designer): Promise<readonly string[]> {
  return designer.cards.evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id') ?? ''));
}

async function addAfter(designer: Designer, words: string): Promise<void> {
  const count = await designer.cards.count();
  await designer.page.keyboard.press('n');
  await expect(designer.page.getByRole('listbox')).toBeVisible();
  await designer.page.keyboard.type(words);
  await designer.page.keyboard.press('Enter');
  await expect(designer.cards).toHaveCount(count + 1);
  await expect(designer.canvas).toBeFocused();
}

async function openSettings(designer: Designer): Promise<void> {
  await designer.page.keyboard.press('Enter');
  await expect(designer.inspector.locator(':focus')).toHaveCount(1);
}

async function backToCanvas(designer: Designer): Promise<void> {
  await designer.page.keyboard.press('Escape');
  await expect(designer.canvas).toBeFocused();
}

// Tab until the focus is on the control of this name, as a keyboard user does.
async function tabTo(
  page: Designer['page'],
  name: string,
  { backwards = false }: { readonly backwards?: boolean } = {},
): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.getAttribute('aria-label') ?? element?.textContent ?? ''}`.trim();
    });
    if (focused === name || (name === 'Pipeline canvas' && focused.startsWith(name))) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`${name} cannot be reached by Tab`);
}
