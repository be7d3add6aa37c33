// A thousand orders and what *Orders to a file* must make of them, computed the slow and obvious way.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Designer } from './designer.ts';

export type Order = {
  readonly id: string;
  readonly product: string;
  readonly amount: number;
  readonly ts: string;
};

const PRODUCTS = ['tea', 'coffee', 'milk', 'cake', 'Ünïcode "quoted"'];
const BASE_MS = Date.UTC(2026, 0, 5, 10);
// Below the watermark delay of five seconds, so that no order is late.
const JITTER_MS = 4_000;

/** Orders a fifth of a second apart, up to four seconds out of order, one in eight a return. */
export function makeOrders(count: number, seed: number): readonly Order[] {
  const random = numbers(seed);
  return Array.from({ length: count }, (_, index) => {
    const cents = Math.floor(random() * 9_000) + 1;
    const ms = BASE_MS + index * 200 + Math.floor(random() * JITTER_MS);
    return {
      id: `o-${index}`,
      product: PRODUCTS[Math.floor(random() * PRODUCTS.length)] ?? 'tea',
      amount: (random() < 0.125 ? -cents : cents) / 100,
      ts: timeText(ms),
    };
  });
}

/** A row of the file as one line: window, product, count, revenue in cents. */
export function expectedLines(orders: readonly Order[]): readonly string[] {
  const groups = new Map<string, { count: number; cents: number }>();
  for (const order of orders) {
    if (order.amount <= 0) continue;
    const startMs = Math.floor(Date.parse(`${order.ts.replace(' ', 'T')}Z`) / 10_000) * 10_000;
    const key = `${timeText(startMs)} ${timeText(startMs + 10_000)} ${order.product}`;
    const group = groups.get(key) ?? { count: 0, cents: 0 };
    groups.set(key, { count: group.count + 1, cents: group.cents + Math.round(order.amount * 100) });
  }
  return [...groups].map(([key, { count, cents }]) => `${key} ${count} ${cents}`).sort();
}

/** What the sink wrote below DATA, in the same form. */
export function writtenLines(dataDir: string, folder: string): readonly string[] {
  const path = join(dataDir, folder);
  return readdirSync(path)
    .filter((name) => /^part-.*\.ndjson$/.test(name))
    .flatMap((name) => readFileSync(join(path, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line): Record<string, string | number> => JSON.parse(line))
    .map(
      (row) =>
        `${row.window_start} ${row.window_end} ${row.product} ${row.orders} ${Math.round(Number(row.revenue) * 100)}`,
    )
    .sort();
}

/** The address and token that the inspector's curl line shows. */
export async function doorOf(designer: Designer): Promise<{ readonly url: string; readonly token: string }> {
  const curl = await designer.inspector.getByLabel('curl line').textContent();
  const url = /http:\/\/[^\s'"]+/.exec(curl ?? '')?.[0];
  const token = /Bearer ([^\s'"]+)/.exec(curl ?? '')?.[1];
  if (url === undefined || token === undefined) throw new Error(`no address in ${curl}`);
  return { url, token };
}

/** Posts all orders in order: single objects, arrays and NDJSON, as real clients mix them. */
export async function postOrders(
  door: { readonly url: string; readonly token: string },
  orders: readonly Order[],
): Promise<void> {
  const sizes = [1, 150, 7, 1, 240];
  let turn = 0;
  for (let from = 0; from < orders.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const part = orders.slice(from, from + size);
    const ndjson = turn % 2 === 0 && part.length > 1;
    const body = ndjson
      ? `${part.map((order) => JSON.stringify(order)).join('\n')}\n`
      : JSON.stringify(part.length === 1 ? part[0] : part);
    const response = await fetch(door.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${door.token}`,
        'content-type': ndjson ? 'application/x-ndjson' : 'application/json',
      },
      body,
    });
    expect(response.status, await response.text()).toBeLessThan(300);
    from += part.length;
  }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

// mulberry32: small, and the same on every machine.
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
