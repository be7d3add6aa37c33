// A program written by hand for one NEXMark join: JSON.parse by line, Maps of arrays. Arguments: query, file.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { finish } from '../measure.ts';

const [query = 'q3', path = ''] = process.argv.slice(2);
type Auction = { id: number; seller: number; category: number; dateTime: string; expires: string };
type Person = { id: number; name: string; city: string; state: string };
type Bid = { auction: number; price: number; dateTime: string };
type Event = { event_type: number; person: Person; auction: Auction; bid: Bid };

function put<T>(map: Map<number, T[]>, key: number, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const STATES = new Set(['OR', 'ID', 'CA']);
const people = new Map<number, Person[]>();
const auctions = new Map<number, Auction[]>();
const bids = new Map<number, Bid[]>();
const best = new Map<number, number>();
let rows = 0;

function q3({ event_type: type, person, auction }: Event): void {
  if (type === 0 && STATES.has(person.state)) {
    put(people, person.id, person);
    rows += auctions.get(person.id)?.length ?? 0;
  } else if (type === 1 && auction.category === 10) {
    put(auctions, auction.seller, auction);
    rows += people.get(auction.seller)?.length ?? 0;
  }
}

function q20({ event_type: type, auction, bid }: Event): void {
  if (type === 1 && auction.category === 10) {
    put(auctions, auction.id, auction);
    rows += bids.get(auction.id)?.length ?? 0;
  } else if (type === 2) {
    put(bids, bid.auction, bid);
    rows += auctions.get(bid.auction)?.length ?? 0;
  }
}

/** The best price of each auction, as q9 without the row around it: one result for each auction with a bid in time. */
function q9({ event_type: type, auction, bid }: Event): void {
  const meet = (one: Auction, other: Bid): void => {
    if (other.dateTime < one.dateTime || other.dateTime > one.expires) return;
    const before = best.get(one.id);
    if (before === undefined) rows += 1;
    if (before === undefined || other.price > before) best.set(one.id, other.price);
  };
  if (type === 1) {
    put(auctions, auction.id, auction);
    for (const other of bids.get(auction.id) ?? []) meet(auction, other);
  } else if (type === 2) {
    put(bids, bid.auction, bid);
    for (const one of auctions.get(bid.auction) ?? []) meet(one, bid);
  }
}

const queries: Readonly<Record<string, (event: Event) => void>> = { q3, q9, q20 };
const run = queries[query];
if (run === undefined) throw new Error(`no query ${query}`);
const started = performance.now();
// The program by hand trusts its input, as such programs do.
const event = z.custom<Event>(() => true);
for await (const line of createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }) }))
  run(event.parse(JSON.parse(line)));
finish(`${rows} rows`, started);
