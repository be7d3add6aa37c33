// Pictures for the documents, from the running product: `npx playwright test -c playwright --grep @screenshots`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Api } from './support/api.ts';
import { Designer } from './support/designer.ts';
import { exampleGraph } from './support/graphs.ts';
import { makeOrders, postOrders } from './support/orders.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'screenshots' });

const FOLDER = join(import.meta.dirname, '..', 'docs', 'images');
const THEMES = ['dark', 'light'] as const;
const WIDTHS = [1440, 1024] as const;

test('pictures @screenshots', async ({ page, api }) => {
  test.setTimeout(240_000);
  mkdirSync(FOLDER, { recursive: true });
  const auction = await api.create('Auction analytics', { graph: exampleGraph('auction-analytics') });
  const orders = await api.create('Orders to a file', { graph: exampleGraph('orders-to-file') });
  const designer = new Designer(page);

  await designer.open(orders);
  await designer.select('revenue per product');
  await expect(designer.field('aggregates').locator('.cm-content').first()).toBeVisible();
  await shots(page, 'designer-edit');
  await designer.writeExpression('aggregates.1.expression', 'SUM(amout)');
  await designer.dockTab('Problems');
  await expect(designer.problems.first()).toBeVisible();
  await shots(page, 'designer-problem');
  await designer.undoAll();
  await designer.saved();

  await promote(page, api, designer, orders);
  await shots(page, 'versions');

  await designer.open(auction);
  await page.getByRole('button', { name: 'Run draft' }).click();
  await expect(page).toHaveURL(/[?&]mode=live$/);
  await designer.select('bids per auction');
  await designer.canvas.focus();
  await page.keyboard.press('t');
  // A window of ten seconds has fired once all nodes show a rate.
  await expect(designer.cards.last()).toContainText(/[1-9][\d.,]* ?k?\/s/, { timeout: 45_000 });
  await expect(designer.dock.getByRole('row').nth(3)).toBeVisible({ timeout: 30_000 });
  await shots(page, 'designer-live');
  await page.goto('/');
  await expect(page.getByText('Orders to a file').first()).toBeVisible();
  await shots(page, 'home');
});

async function promote(page: Page, api: Api, designer: Designer, id: string): Promise<void> {
  const publish = (note: string): Promise<unknown> =>
    api.mutate('versions.publish', { pipelineId: id, note });
  const deploy = (number: number, environment: 'development' | 'production'): Promise<unknown> =>
    api.mutate('promotions.deploy', { pipelineId: id, number, environment });
  await publish('Revenue per product in windows of ten seconds');
  await deploy(1, 'development');
  await deploy(1, 'production');
  await designer.select('paid orders');
  await designer.writeExpression('where', 'amount >= 1');
  await designer.saved();
  await publish('Orders below 1 are left out');
  await deploy(2, 'development');
  const door = await api.query('doors.get', { pipelineId: id, environment: 'production', nodeId: 'orders' });
  await postOrders(door, makeOrders(400, 3));
  await page.goto(`/p/${id}?mode=versions`);
  await expect(page.getByRole('button', { name: 'Deploy v2 to production' })).toBeVisible();
}

async function shots(page: Page, name: string): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 1440 ? 900 : 720 });
      await fitCanvas(page);
      await page.screenshot({
        path: join(
          FOLDER,
          `${name}${theme === 'dark' ? '' : '-light'}${width === 1440 ? '' : `-${width}`}.png`,
        ),
      });
    }
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1440, height: 900 });
  await fitCanvas(page);
}

async function fitCanvas(page: Page): Promise<void> {
  const fit = page.getByRole('button', { name: /^Fit/ });
  if (await fit.isVisible()) await fit.click();
  await page.mouse.move(720, 4);
  // Tooltips and the movement of the canvas come to rest.
  await page.waitForTimeout(700);
}
