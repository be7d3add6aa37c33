import { readFileSync } from 'node:fs';
import { Designer } from './support/designer.ts';
import { test } from './support/test.ts';

test.use({ product: 'shot' });
const g = (name: string) => JSON.parse(readFileSync(`/work/main/examples/nexmark/${name}.json`, 'utf8'));
for (const theme of ['dark', 'light'] as const)
  for (const width of [1440, 1024])
    test(`${theme} ${width}`, async ({ page, api }) => {
      test.setTimeout(90000);
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      const designer = new Designer(page);
      for (const [q, node] of [
        ['q9', 'winning bid'],
        ['q4', 'bids in time'],
        ['q15', 'per day'],
      ] as const) {
        const id = await api.create('NEXMark ' + q + theme + width, { graph: g(q) });
        await designer.open(id);
        await designer.select(node);
        await page.waitForTimeout(900);
        await page.screenshot({ path: `/tmp/lead/ui-${q}-${theme}-${width}.png` });
      }
    });
