// A savepoint is made, listed and gone back to from the live view; what becomes of state is said before.
import AxeBuilder from '@axe-core/playwright';
import { exampleGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'savepoints' });

test('make a savepoint, go back to it, remove it', async ({ page, api }) => {
  const id = await api.create('orders', { graph: exampleGraph('orders-to-file') });
  await page.goto(`/p/${id}`);
  await page.getByRole('button', { name: 'Run draft' }).click();
  await page.getByRole('button', { name: 'Savepoints' }).click();
  const dialog = page.getByRole('dialog', { name: 'Savepoints' });
  await dialog.getByRole('button', { name: 'Make a savepoint' }).click();
  const list = dialog.getByRole('list', { name: 'Savepoints, newest first' });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  expect((await new AxeBuilder({ page }).analyze()).violations.map((violation) => violation.id)).toEqual([]);
  await dialog.getByRole('button', { name: 'Go back to it' }).click();
  await expect(dialog.getByText('Every node keeps its state.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Go back', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Running').first()).toBeVisible();
  const trail = await api.query('audit.list', { pipelineId: id, limit: 20 });
  expect(trail.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('from savepoint 1'));
  await page.getByRole('button', { name: 'Savepoints' }).click();
  await dialog.getByRole('button', { name: 'Remove savepoint 1' }).click();
  await expect(dialog.getByText('There is none yet.')).toBeVisible();
});
