// axe on every screen in both themes: no violation (WCAG 2.0 to 2.2 A and AA, and best practice).
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Designer } from './support/designer.ts';
import { exampleGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'axe' });

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('home, first visit and with pipelines', async ({ page, api }) => {
      const before = await api.query('pipelines.list');
      for (const { id } of before) await api.mutate('pipelines.remove', { pipelineId: id });
      await page.goto('/');
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.getByRole('heading', { name: 'Draw your first pipeline' })).toBeVisible();
      await clean(page, 'first visit');
      await api.create('orders', { graph: exampleGraph('orders-to-file') });
      await page.reload();
      await expect(page.getByText('orders').first()).toBeVisible();
      await clean(page, 'home');
    });

    test('designer in edit mode: canvas, every tab, problems, lists and dialogs', async ({ page, api }) => {
      const graph = exampleGraph('orders-to-file');
      const id = await api.create('edit', { graph });
      const designer = new Designer(page);
      await designer.open(id);
      await expect(designer.cards).toHaveCount(4);
      await clean(page, 'nothing selected');
      for (const node of graph.nodes) {
        await designer.select(node.name);
        await expect(designer.inspector.locator('[data-pending]')).toHaveCount(0);
        await clean(page, node.name);
      }
      await designer.select('paid orders');
      for (const tab of ['Schema', 'Docs', 'Config']) {
        await designer.inspector.getByRole('tab', { name: tab }).click();
        await clean(page, `inspector ${tab}`);
      }
      await designer.writeExpression('where', 'amout > 0');
      for (const tab of ['Problems', 'SQL', 'Preview'] as const) {
        await designer.dockTab(tab);
        await clean(page, `dock ${tab} with a problem`);
      }
      await designer.canvas.focus();
      await page.keyboard.press('n');
      await expect(page.getByRole('listbox')).toBeVisible();
      await clean(page, 'quick-add');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+K');
      await expect(page.getByRole('dialog')).toBeVisible();
      await clean(page, 'command palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await expect(page.getByRole('dialog', { name: 'Functions' })).toBeVisible();
      await clean(page, 'function reference');
    });

    test('live, versions and promotion', async ({ page, api }) => {
      const designer = new Designer(page);
      const id = await api.create('live', { graph: exampleGraph('auction-analytics') });
      await designer.open(id);
      await page.getByRole('button', { name: 'Run draft' }).click();
      await expect(designer.cards.first()).toContainText(/[1-9][\d.,]*(?: ?[kM])?\/s/, { timeout: 15_000 });
      await clean(page, 'live');
      await designer.select('bids');
      await clean(page, 'live, node selected');
      await page.keyboard.press('t');
      await expect(designer.dock.getByRole('row').nth(2)).toBeVisible();
      await clean(page, 'tail');
      for (const tab of (await designer.dock.getByRole('tab').all()).slice(1)) {
        await tab.click();
        await clean(page, `live dock ${await tab.textContent()}`);
      }
      await page.getByRole('button', { name: 'Publish…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await clean(page, 'publish');
      await page.getByRole('dialog').getByRole('button', { name: 'Publish v1' }).click();
      await expect(page).toHaveURL(/[?&]mode=versions$/);
      await clean(page, 'versions');
      await page.getByRole('button', { name: 'Deploy v1 to development' }).click({ timeout: 15_000 });
      await expect(page.getByRole('button', { name: 'Deploy v1 to production' })).toBeVisible({
        timeout: 15_000,
      });
      await page.getByRole('button', { name: 'Show graph' }).click();
      await clean(page, 'promotion');
      await api.mutate('jobs.stop', { pipelineId: id, environment: 'draft', mode: 'suspend' });
      await api.mutate('jobs.stop', { pipelineId: id, environment: 'development', mode: 'suspend' });
    });
  });
}

async function clean(page: Page, screen: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  // The themes differ in colours only: the second one is asked for them alone, which is ten times faster.
  const theme = await page.locator('html').getAttribute('data-theme');
  if (theme === 'light') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${screen}: ${id} (${help}) at ${target.join(' ')}: ${failureSummary}`,
    ),
  );
  expect.soft(found).toEqual([]);
}
