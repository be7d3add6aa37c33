// Journey: writing an expression with what the editor offers: signature, reference, completion, layout and fixes.
import { Designer } from './support/designer.ts';
import { exampleGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'expression' });

test('the call being written shows its signature, and the reference inserts by keyboard', async ({
  page,
  api,
}) => {
  const designer = new Designer(page);
  const id = await api.create('expressions', { graph: exampleGraph('orders-to-file') });
  await designer.open(id);
  await designer.select('paid orders');
  const editor = designer.field('where').locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('ROUND(amount, ');
  const signature = page.getByRole('tooltip').filter({ hasText: 'ROUND(x, digits?)' });
  await expect(signature).toBeVisible();
  await expect(signature.locator('b')).toHaveText('digits?');
  await page.keyboard.type('1) > 10');
  await expect(signature).toHaveCount(0);

  await page.keyboard.type(' AND ');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  const reference = page.getByRole('dialog', { name: 'Functions' });
  await expect(reference).toBeVisible();
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await page.keyboard.type('median');
  await expect(reference.getByRole('option', { selected: true })).toHaveText('PERCENTILE');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('first value that is not null');
  await expect(reference.getByRole('option', { selected: true })).toHaveText('COALESCE');
  await expect(reference.getByRole('region', { name: 'COALESCE' })).toContainText('COALESCE(NULL, 2, 3)');
  await page.keyboard.press('Enter');
  await expect(reference).toHaveCount(0);
  await expect(editor).toBeFocused();
  await page.keyboard.type('amount, 0) >= 0');
  await page.keyboard.press('Escape');
  await expect(editor).toHaveText('ROUND(amount, 1) > 10 AND COALESCE(amount, 0) >= 0');
  await expect(designer.dock).not.toContainText('problem');
});

test('layout is one step of undo, and a problem offers its cure at its place', async ({ page, api }) => {
  const designer = new Designer(page);
  const id = await api.create('layout', { graph: exampleGraph('orders-to-file') });
  await designer.open(id);
  await designer.select('paid orders');
  await designer.writeExpression('where', 'amount>1 and amount<100');
  const editor = designer.field('where').locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Shift+Alt+F');
  await expect(editor).toHaveText('amount > 1 AND amount < 100');
  await page.keyboard.press('Control+Z');
  await expect(editor).toHaveText('amount>1 and amount<100');

  await designer.writeExpression('where', 'amuont > 1');
  await designer.field('where').locator('.cm-lintRange-error').hover();
  await page.getByRole('button', { name: 'Change to amount' }).first().click();
  await expect(editor).toHaveText('amount > 1');
});
