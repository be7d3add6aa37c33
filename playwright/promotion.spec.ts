// Journey (d): publish, deploy, promote, change, compare, deploy, roll back in one click; the audit trail has it all.
import type { Page } from '@playwright/test';
import type { Api } from './support/api.ts';
import { Designer } from './support/designer.ts';
import { exampleGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'promotion' });

test('v1 to production, v2 refused by its test, v3 to production, back to v1', async ({ page, api }) => {
  test.setTimeout(90_000);
  const designer = new Designer(page);
  const id = await api.create('orders', { graph: exampleGraph('orders-to-file') });
  await designer.open(id);
  await publish(page, 1, 'first');
  await deploy(page, 1, 'development');
  await deploy(page, 1, 'production');
  expect(await versionIn(api, id, 'production')).toBe(1);

  await page
    .getByRole('radio', { name: 'Edit' })
    .or(page.getByRole('button', { name: 'Edit' }))
    .first()
    .click();
  await change(designer, 'amount > 5');
  await publish(page, 2, 'small orders left out');
  const changes = page.getByRole('region', { name: 'What changes' });
  await expect(changes).toContainText('paid orders');
  await expect(changes.locator('del')).toHaveText('amount > 0');
  await expect(changes.locator('ins')).toHaveText('amount > 5');
  // The test that lives with the pipeline counts an order of 1: it refuses this version, with the rows that differ.
  const promotion = page.getByRole('region', { name: 'Promotion' }).last();
  await expect(promotion).toContainText('1 check refuses it');
  await expect(page.getByRole('button', { name: 'Deploy v2 to development' })).toBeDisabled();

  await page
    .getByRole('radio', { name: 'Edit' })
    .or(page.getByRole('button', { name: 'Edit' }))
    .first()
    .click();
  await change(designer, 'amount >= 1');
  await publish(page, 3, 'orders of 1 count');
  await changes.getByLabel('Compare with version').selectOption('1');
  await expect(changes.locator('del')).toHaveText('amount > 0');
  await expect(changes.locator('ins')).toHaveText('amount >= 1');
  await deploy(page, 3, 'development');
  await deploy(page, 3, 'production');
  expect(await versionIn(api, id, 'production')).toBe(3);

  // Events go on being taken while the version changes.
  const door = await api.query('doors.get', { pipelineId: id, environment: 'production', nodeId: 'orders' });
  const answer = await fetch(door.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: '1', product: 'tea', amount: 3, ts: '2026-01-05 10:00:01' }),
  });
  expect(answer.status).toBeLessThan(300);
  await page.getByRole('button', { name: 'Roll back to v1' }).click();
  await expect(page.getByText('Rolled back: v1 runs in production')).toBeVisible({ timeout: 15_000 });
  expect(await versionIn(api, id, 'production')).toBe(1);
  expect(await versionIn(api, id, 'development')).toBe(3);

  const trail = page.getByRole('region', { name: 'Audit trail' });
  const more = trail.getByRole('button', { name: /^Show all/ });
  if (await more.isVisible()) await more.click();
  const actions = await trail.locator('li code').allTextContents();
  expect(actions.filter((action) => /publish/.test(action))).toHaveLength(3);
  expect(actions.filter((action) => /deploy|promot|roll/.test(action)).length).toBeGreaterThanOrEqual(5);
  const entries = await api.query('audit.list', { pipelineId: id, limit: 500 });
  expect(entries.map((entry) => entry.action)).toEqual(
    expect.arrayContaining(['pipeline.create', 'draft.edit']),
  );
  for (const environment of ['development', 'production'] as const)
    await api.mutate('jobs.stop', { pipelineId: id, environment, mode: 'finish' });
});

test('a draft with problems is not published, and the way to the problem is one click', async ({
  page,
  api,
}) => {
  const designer = new Designer(page);
  const graph = exampleGraph('orders-to-file');
  const broken = graph.nodes.map((node) =>
    node.id === 'paid' ? { ...node, config: { where: 'amout > 0' } } : node,
  );
  const id = await api.create('broken', { graph: { ...graph, nodes: broken } });
  await designer.open(id);
  await page.getByRole('button', { name: 'Publish…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish v1' }).click();
  await expect(page.getByRole('alert')).toContainText('Not published');
  await page.getByRole('button', { name: 'Show problems' }).click();
  await expect(designer.problems.filter({ hasText: 'amout' })).toBeVisible();
  await page.getByRole('button', { name: 'Run draft' }).click();
  await expect(page.getByText(/^Not started/)).toBeVisible();
  expect(await api.query('versions.list', { pipelineId: id })).toEqual([]);
});

async function change(designer: Designer, where: string): Promise<void> {
  await designer.select('paid orders');
  await designer.writeExpression('where', where);
  await designer.saved();
}

async function publish(page: Page, number: number, note: string): Promise<void> {
  await page.getByRole('button', { name: 'Publish…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(note);
  await dialog.getByRole('button', { name: `Publish v${number}` }).click();
  await expect(page.getByText(`Published v${number}`)).toBeVisible();
  await expect(page).toHaveURL(/[?&]mode=versions$/);
}

async function deploy(page: Page, number: number, environment: 'development' | 'production'): Promise<void> {
  await page.getByRole('button', { name: `Deploy v${number} to ${environment}` }).click({ timeout: 15_000 });
  if (environment === 'production')
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy to production' }).click();
  await expect(page.getByText(`v${number} runs in ${environment}`)).toBeVisible({ timeout: 15_000 });
}

async function versionIn(
  api: Api,
  pipelineId: string,
  environment: 'development' | 'production',
): Promise<number | undefined> {
  const job = await api.query('jobs.get', { pipelineId, environment });
  expect(job.status).toBe('running');
  return job.version;
}
