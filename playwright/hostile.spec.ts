// S24: text that wants to be markup or code stays text: as name, column, value, error, note and file; in every mode.
import type { Graph } from '@weir/shared/graph';
import { Designer } from './support/designer.ts';
import { rowGraph } from './support/graphs.ts';
import { expect, test } from './support/test.ts';

test.use({ product: 'hostile' });

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'-alert(1)-'",
  '<svg/onload=alert(1)>',
  'javascript:alert(1)',
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
  '</style><style>@import "https://evil.invalid/x.css"</style>',
  '<link rel=stylesheet href=https://evil.invalid/x.css>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are the payload
  '${alert(1)}{{constructor.constructor("alert(1)")()}}',
  '<a href="javascript:alert(1)" style="position:fixed;inset:0">x</a>',
  '`code <img src=//evil.invalid/x>` **<b onmouseover=alert(1)>**',
  '\u202Eevil\u0000\uFEFF<base href=//evil.invalid/>',
] as const;

test('payloads as names, columns, values, notes and errors: no dialog, no request, no violation', async ({
  page,
  api,
}) => {
  const designer = new Designer(page);
  const id = await api.create(PAYLOADS[0], { graph: hostileGraph() });
  await page.goto('/');
  await expect(page.getByText(PAYLOADS[0]).first()).toBeVisible();
  await designer.open(id);
  await expect(designer.cards).toHaveCount(4);
  for (const name of [PAYLOADS[1], PAYLOADS[3], PAYLOADS[9], PAYLOADS[10]]) {
    await page.getByTitle(name, { exact: true }).first().click();
    await expect(designer.inspector.getByRole('heading', { level: 2 })).toHaveText(name);
    for (const tab of ['Schema', 'Docs', 'Config'])
      await designer.inspector.getByRole('tab', { name: tab }).click();
  }
  for (const tab of ['Problems', 'SQL', 'Preview'] as const) await designer.dockTab(tab);
  await page.keyboard.press('Control+K');
  await page.keyboard.type('<img');
  await page.keyboard.press('Escape');
  // No element of a payload was made.
  expect(
    await page.locator('iframe, base, script[src*="evil"], img[src="x"], a[href^="javascript"]').count(),
  ).toBe(0);
  await page.getByRole('button', { name: 'Run draft' }).click();
  await expect(page).toHaveURL(/[?&]mode=live$/);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  const door = await api.query('doors.get', { pipelineId: id, environment: 'draft', nodeId: 'events' });
  for (const body of [
    PAYLOADS[1],
    JSON.stringify(events()),
    JSON.stringify({ [PAYLOADS[2]]: [PAYLOADS[3]] }),
  ]) {
    const response = await fetch(door.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBeLessThan(500);
  }
  await designer.dockTab('Dead letters');
  await expect(designer.dock.locator('code').first()).toBeVisible({ timeout: 15_000 });
  await designer.dockTab('Tail');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('menuitem', { name: /^Finish/ }).click();
  await expect(page.getByText('Finished: every window has fired', { exact: true })).toBeVisible({
    timeout: 15_000,
  });
  await page.goto(`/p/${id}?mode=versions`);
  await expect(page.getByRole('banner')).toBeVisible();
});

test('payloads typed and imported: the file is refused or shown as text', async ({ page, api }) => {
  const designer = new Designer(page);
  const id = await api.create('typed', { graph: rowGraph('typed', [['events', 'http']]) });
  await designer.open(id);
  for (const payload of PAYLOADS.slice(0, 6)) {
    await designer.cards.first().click();
    await designer.canvas.focus();
    await page.keyboard.press('F2');
    await page.getByLabel('Name of the node').fill(payload);
    await page.keyboard.press('Enter');
    await expect(designer.cards.first().locator('b').first()).toHaveText(payload);
    await designer.field('eventTime').locator('select').first().waitFor();
    await designer.field('schema.0.name').getByRole('textbox').fill(payload);
    await designer.field('schema.0.type').getByRole('combobox').fill(payload);
  }
  await page.goto('/');
  const files = page.getByLabel('A file of rows');
  await files.setInputFiles({
    name: '<img src=x onerror=alert(1)>.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ formatVersion: 1, name: PAYLOADS[1], nodes: PAYLOADS, edges: [] })),
  });
  await expect(page.getByRole('alert')).toContainText('not a pipeline');
  await files.setInputFiles({
    name: '"><svg onload=alert(1)>.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${PAYLOADS[0]},b\n${PAYLOADS[1].replaceAll('"', '')},2\n`),
  });
  await expect(page).toHaveURL(/\/p\//);
  await expect(designer.canvas).toBeVisible();
});

function events(): readonly Record<string, string>[] {
  return PAYLOADS.map((payload) => ({ id: payload, [PAYLOADS[3]]: payload, ts: '2026-01-05 10:00:01' }));
}

function hostileGraph(): Graph {
  const schema = [
    { name: 'id', type: 'STRING' },
    { name: PAYLOADS[3], type: 'STRING' },
    { name: 'ts', type: 'TIMESTAMP(3)' },
  ];
  const graph = rowGraph(
    PAYLOADS[0],
    [
      ['events', 'http', { schema, eventTime: 'ts' }],
      ['kept', 'filter', { where: "id <> '<img src=x onerror=alert(1)>'" }],
      ['shaped', 'project', { columns: [{ name: PAYLOADS[5], expression: 'id' }] }],
      ['out', 'blackhole'],
    ],
    [
      ['events.out', 'kept.in'],
      ['kept.out', 'shaped.in'],
      ['shaped.out', 'out.in'],
    ],
  );
  const names = [PAYLOADS[1], PAYLOADS[3], PAYLOADS[9], PAYLOADS[10]];
  return {
    ...graph,
    description: PAYLOADS[1],
    nodes: graph.nodes.map((node, index) => ({ ...node, name: names[index] ?? node.id })),
    samples: {
      events: {
        text: events()
          .map((event) => JSON.stringify(event))
          .join('\n'),
      },
    },
    notes: [{ id: 'note', text: PAYLOADS.join('\n'), x: 0, y: 280, width: 400, height: 200 }],
  };
}
