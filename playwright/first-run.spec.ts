// Journey (a): from the printed link to live rows in at most six clicks, numbers on every node, a tail, and stop.
import { Designer } from './support/designer.ts';
import { expect, test } from './support/test.ts';

// Nobody is signed in: the link of the first start does it.
test.use({ product: 'first-run', storageState: { cookies: [], origins: [] } });

const CLICKS_MAX = 6;

test('link, example, rows at every node, run, numbers on every node, tail, stop', async ({ page, weir }) => {
  test.setTimeout(90_000);
  await page.addInitScript(() => {
    window.addEventListener('pointerdown', () => {
      document.documentElement.dataset.clicks = String(
        Number(document.documentElement.dataset.clicks ?? 0) + 1,
      );
    });
  });
  const clicks = async (): Promise<number> =>
    Number((await page.locator('html').getAttribute('data-clicks')) ?? 0);
  const designer = new Designer(page);
  const startedMs = Date.now();
  await page.goto(weir.link);
  await expect(page.getByRole('heading', { name: 'Draw your first pipeline' })).toBeVisible();
  await page.getByRole('button', { name: 'Auction analytics' }).first().click();
  await expect(designer.canvas).toBeVisible();
  const names = await designer.cards.locator('b').allTextContents();
  expect(names.length).toBeGreaterThan(4);
  for (const card of await designer.cards.all()) await expect(card).toContainText(/[1-9][\d,]* rows/);

  await page.getByRole('button', { name: 'Run draft' }).click();
  await expect(page).toHaveURL(/[?&]mode=live$/);
  await watchFaces(designer);
  await expect
    .poll(() => facesSeen(designer), { timeout: 45_000 })
    .toEqual(Object.fromEntries((await ids(designer)).map((id) => [id, 'rate and p99'])));
  await clickEdge(designer, 'bids.out>per_auction.in');
  await expect(designer.dock.getByRole('tab', { name: 'Tail' })).toHaveAttribute('aria-selected', 'true');
  const rows = designer.dock.getByRole('row');
  await expect(rows.nth(3)).toBeVisible();
  expect(await clicks()).toBeLessThanOrEqual(CLICKS_MAX);
  console.log(
    `live rows after ${await clicks()} clicks and ${((Date.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  await designer.dock.getByLabel('Only rows where').fill('price > 1000000000');
  await expect(designer.dock).toContainText('No row fitted the condition yet.');
  await designer.dock.getByLabel('Only rows where').fill('prise > 1');
  await expect(designer.dock.getByRole('alert')).toContainText('prise');
  await designer.dock.getByLabel('Only rows where').fill('price > 0');
  await expect(rows.nth(3)).toBeVisible();

  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('menuitem', { name: /^Suspend/ }).click();
  await expect(page.getByText('Suspended: state and open windows are kept', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Resume draft' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('menuitem', { name: /^Finish/ }).click();
  await expect(page.getByText('Finished: every window has fired', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'All pipelines' }).first().click();
  await expect(page.getByText('Auction analytics').first()).toBeVisible();
});

function ids(designer: Designer): Promise<readonly string[]> {
  return designer.cards.evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id') ?? ''));
}

// A window gives rows once in ten seconds: what a card shows at any moment counts, so a watcher keeps it.
async function watchFaces(designer: Designer): Promise<void> {
  await designer.page.evaluate(() => {
    const look = (): void => {
      for (const card of document.querySelectorAll<HTMLElement>('.react-flow__node-card')) {
        const text = card.textContent ?? '';
        if (/[1-9][\d.,]*(?: ?[kM])?\/s/.test(text)) card.dataset.sawRate = 'yes';
        if (/p99 [<>]?[\d.]+ ?(?:µs|ms|s)/.test(text) && !/p99 [<>]?0 /.test(text))
          card.dataset.sawP99 = 'yes';
      }
    };
    setInterval(look, 100);
  });
}

async function facesSeen(designer: Designer): Promise<Readonly<Record<string, string>>> {
  const seen = await designer.cards.evaluateAll((cards) =>
    cards.map((card) => {
      const { sawRate, sawP99 } = card instanceof HTMLElement ? card.dataset : {};
      const parts = [sawRate === 'yes' ? 'rate' : '', sawP99 === 'yes' ? 'p99' : ''].filter(
        (part) => part !== '',
      );
      return [card.getAttribute('data-id') ?? '', parts.join(' and ') || (card.textContent ?? '')] as const;
    }),
  );
  return Object.fromEntries(seen);
}

async function clickEdge(designer: Designer, id: string): Promise<void> {
  const point = await designer.page
    .locator(`.react-flow__edge[data-id="${id}"] path`)
    .first()
    .evaluate((path) => {
      if (!(path instanceof SVGPathElement)) throw new Error('no path');
      const middle = path.getPointAtLength(path.getTotalLength() / 2);
      const matrix = path.getScreenCTM();
      const at = new DOMPoint(middle.x, middle.y).matrixTransform(matrix ?? undefined);
      return { x: at.x, y: at.y };
    });
  await designer.page.mouse.click(point.x, point.y);
}
