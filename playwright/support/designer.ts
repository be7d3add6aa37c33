// The designer as a person handles it: cards, ports, fields, the dock.
import { expect, type Locator, type Page } from '@playwright/test';

/** The open designer of a page. */
export class Designer {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get canvas(): Locator {
    return this.page.locator('.weir-canvas');
  }

  get cards(): Locator {
    return this.page.locator('.react-flow__node-card');
  }

  get edges(): Locator {
    return this.page.locator('.react-flow__edge');
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }

  get dock(): Locator {
    return this.page.getByRole('region', { name: 'Dock' });
  }

  /** The card of a name. */
  card(name: string): Locator {
    return this.cards.filter({ has: this.page.locator(`b[title="${name}"]`) });
  }

  /** The id of the node of a name. */
  async idOf(name: string): Promise<string> {
    return (await this.card(name).getAttribute('data-id')) ?? '';
  }

  port(reference: string): Locator {
    return this.page.locator(`[data-port="${reference}"]`);
  }

  /** A setting of the open node by its path, such as `aggregates.0.name`. */
  field(path: string): Locator {
    return this.inspector.locator(`[data-field="${path}"]`);
  }

  /** What the page said last to a screen reader. */
  get spoken(): Locator {
    return this.page.locator('[aria-live=polite][role=status].visually-hidden').first();
  }

  async open(pipelineId: string, mode?: 'live' | 'versions'): Promise<void> {
    await this.page.goto(`/p/${pipelineId}${mode === undefined ? '' : `?mode=${mode}`}`);
    await expect(this.canvas).toBeVisible();
  }

  /** Waits for the server to have acknowledged everything. */
  async saved(): Promise<void> {
    await expect(this.page.locator('header [data-kind]').first()).toHaveAttribute('data-kind', 'saved');
  }

  async select(name: string): Promise<void> {
    await this.card(name).locator('b').first().click();
    await expect(this.inspector.getByRole('heading', { level: 2 })).toContainText(name);
  }

  /** Drags a palette entry onto the canvas; the point is that of the new card's middle. */
  async dragFromPalette(title: string, at: { readonly x: number; readonly y: number }): Promise<void> {
    const entry = this.page
      .getByRole('complementary', { name: 'Palette' })
      .getByRole('button', { name: title, exact: true });
    const count = await this.cards.count();
    await entry.dragTo(this.page.locator('.react-flow__pane'), { targetPosition: at });
    await expect(this.cards).toHaveCount(count + 1);
  }

  /** Draws a wire from port to port with the mouse. */
  async drawWire(from: string, to: string): Promise<void> {
    const start = await middle(this.port(from));
    const end = await middle(this.port(to));
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + 24, start.y + 12, { steps: 3 });
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
    await this.page.mouse.up();
  }

  /** Puts a text into the expression editor of a field. */
  async writeExpression(path: string, text: string): Promise<void> {
    const editor = this.field(path).locator('.cm-content');
    await editor.click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Escape');
    await expect(editor).toHaveText(text);
  }

  async dockTab(title: 'Preview' | 'Problems' | 'SQL' | 'Tail' | 'Dead letters'): Promise<void> {
    await this.dock.getByRole('tab', { name: title }).click();
  }

  /** Rows of the problem list. */
  get problems(): Locator {
    return this.dock.getByRole('listitem');
  }

  async undoAll(): Promise<number> {
    return this.#pressWhile('Undo', 'Control+Z');
  }

  async redoAll(): Promise<number> {
    return this.#pressWhile('Redo', 'Control+Shift+Z');
  }

  async #pressWhile(word: 'Undo' | 'Redo', keys: string): Promise<number> {
    await this.canvas.focus();
    const button = this.page.locator(`button[aria-label^="${word} "]:enabled`);
    let count = 0;
    for (; (await button.count()) > 0 && count < 500; count++) await this.page.keyboard.press(keys);
    return count;
  }
}

async function middle(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is not on the page`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
