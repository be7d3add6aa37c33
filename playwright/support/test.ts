// The fixtures of all journeys: a product per spec file, a signed-in page, and nobody may complain in the console.
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { Api } from './api.ts';
import { Weir } from './weir.ts';

/** What the pages of a test said: errors, warnings, policy violations, dialogs, requests to others. */
export class Complaints {
  readonly #found: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Declares what the journey provokes by itself, such as a server that is away. */
  allow(...patterns: readonly RegExp[]): void {
    this.#allowed.push(...patterns);
  }

  /** Everything that was not allowed. */
  get all(): readonly string[] {
    return this.#found.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }

  /** Everything, allowed or not. */
  get raw(): readonly string[] {
    return this.#found;
  }

  /** Listens to every page of a context. */
  async watch(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.warn(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    context.on('page', (page) => this.#listen(page));
    for (const page of context.pages()) this.#listen(page);
  }

  #listen(page: Page): void {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        this.#found.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#found.push(`pageerror: ${error.message}\n${error.stack ?? ''}`));
    page.on('dialog', (dialog) => {
      this.#found.push(`dialog: ${dialog.type()} ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = request.url();
      if (/^(data|blob|about):/.test(url) || url.startsWith(`${this.#origin}/`)) return;
      this.#found.push(`request: ${url}`);
    });
  }
}

type TestFixtures = {
  readonly complaints: Complaints;
  readonly api: Api;
};

type WorkerFixtures = {
  /** Names the spec file: another name is another product. */
  readonly product: string;
  readonly weir: Weir;
  readonly session: Session;
};

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** The test function of journeys. Each spec file says `test.use({ product: 'name' })`. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  product: ['shared', { scope: 'worker', option: true }],
  weir: [
    // The parameter is there for its value: the worker of another product is another worker.
    async ({ product: _ }, use) => {
      const weir = await Weir.fresh();
      await use(weir);
      await weir.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  session: [
    async ({ browser, weir }, use) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(weir.link);
      await page.waitForURL(`${weir.origin}/`);
      const session = await context.storageState();
      await context.close();
      await use(session);
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ weir }, use) => use(weir.origin),
  storageState: async ({ session }, use) => use(session),
  complaints: async ({ weir }, use) => {
    const complaints = new Complaints(weir.origin);
    await use(complaints);
    expect(complaints.all, 'the console stays silent, nothing leaves the page').toEqual([]);
  },
  context: async ({ context, complaints }, use) => {
    await complaints.watch(context);
    await use(context);
  },
  api: async ({ context, weir }, use) => use(new Api(context.request, weir.origin)),
});

export { expect };
