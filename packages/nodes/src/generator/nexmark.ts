// The three streams of NEXMark: people open auctions, people bid on them. Of 50 events one is a person, three are
// auctions, 46 are bids. Formulas of the benchmark's generator; randomness is our own.
import type { Column, Value } from '@weir/shared/data-type';
import { below, uniform, word } from './random.ts';

const EPOCH_EVENTS = 50;
const FIRST_ID = 1000;
const IN_FLIGHT_AUCTIONS = 100;
const ACTIVE_PEOPLE = 1000;
const FIRST_NAMES = [
  'Peter',
  'Paul',
  'Luke',
  'John',
  'Saul',
  'Vicky',
  'Kate',
  'Julie',
  'Sarah',
  'Deiter',
  'Walter',
];
const LAST_NAMES = ['Shultz', 'Abrams', 'Spencer', 'White', 'Bartels', 'Walton', 'Smith', 'Jones', 'Noris'];
const CITIES = [
  'Phoenix',
  'Los Angeles',
  'San Francisco',
  'Boise',
  'Portland',
  'Bend',
  'Redmond',
  'Seattle',
  'Kent',
  'Cheyenne',
];
const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'];
const CHANNELS = ['Google', 'Facebook', 'Baidu', 'Apple'];

const BIGINT = { kind: 'BIGINT' } as const;
const STRING = { kind: 'STRING' } as const;
const TIME = { kind: 'TIMESTAMP', precision: 3 } as const;
const column = (name: string, type: Column['type']): Column => ({ name, type, nullable: false });

/** One of the three streams: its columns, its share of 50 events, and its rows. */
export type NexmarkStream = {
  readonly columns: readonly Column[];
  /** Position of its first event among 50, and how many there are. */
  readonly first: number;
  readonly share: number;
  readonly row: (event: NexmarkEvent, into: Value[]) => void;
};

/** An event: its number among all, its time, and the randomness that belongs to it. */
export type NexmarkEvent = {
  readonly number: number;
  readonly ms: number;
  readonly eventsPerSecond: number;
  readonly draw: (purpose: number) => number;
};

const PERSON: NexmarkStream = {
  columns: [
    column('id', BIGINT),
    column('name', STRING),
    column('emailAddress', STRING),
    column('creditCard', STRING),
    column('city', STRING),
    column('state', STRING),
    column('dateTime', TIME),
    column('extra', STRING),
  ],
  first: 0,
  share: 1,
  row: ({ number, ms, draw }, into) => {
    into[0] = FIRST_ID + lastPerson(number);
    into[1] = `${pick(FIRST_NAMES, draw(1))} ${pick(LAST_NAMES, draw(2))}`;
    into[2] = `${word({ min: 3, max: 7 }, (at) => draw(100 + at))}@${word({ min: 3, max: 5 }, (at) => draw(120 + at))}.com`;
    into[3] = [3, 4, 5, 6].map((at) => String(below(10_000, draw(at))).padStart(4, '0')).join(' ');
    into[4] = pick(CITIES, draw(7));
    into[5] = pick(STATES, draw(8));
    into[6] = ms;
    into[7] = extra(draw, 20);
  },
};

const AUCTION: NexmarkStream = {
  columns: [
    column('id', BIGINT),
    column('itemName', STRING),
    column('description', STRING),
    column('initialBid', BIGINT),
    column('reserve', BIGINT),
    column('dateTime', TIME),
    column('expires', TIME),
    column('seller', BIGINT),
    column('category', BIGINT),
    column('extra', STRING),
  ],
  first: 1,
  share: 3,
  row: ({ number, ms, eventsPerSecond, draw }, into) => {
    const initial = price(draw(1));
    const horizonMs = (IN_FLIGHT_AUCTIONS * EPOCH_EVENTS * 1000) / (3 * eventsPerSecond);
    const people = lastPerson(number);
    const seller = draw(3) < 0.75 ? Math.floor(people / 100) * 100 : somePerson(people, draw(4));
    into[0] = FIRST_ID + lastAuction(number);
    into[1] = word({ min: 5, max: 14 }, (at) => draw(100 + at));
    into[2] = word({ min: 12, max: 40 }, (at) => draw(130 + at));
    into[3] = initial;
    into[4] = initial + price(draw(2));
    into[5] = ms;
    into[6] = ms + 1 + below(2 * Math.max(1, horizonMs), draw(5));
    into[7] = FIRST_ID + seller;
    into[8] = 10 + below(5, draw(6));
    into[9] = extra(draw, 60);
  },
};

const BID: NexmarkStream = {
  columns: [
    column('auction', BIGINT),
    column('bidder', BIGINT),
    column('price', BIGINT),
    column('channel', STRING),
    column('url', STRING),
    column('dateTime', TIME),
    column('extra', STRING),
  ],
  first: 4,
  share: 46,
  row: ({ number, ms, draw }, into) => {
    const auctions = lastAuction(number);
    const people = lastPerson(number);
    const oldest = Math.max(auctions - IN_FLIGHT_AUCTIONS, 0);
    const auction =
      draw(1) < 0.5 ? Math.floor(auctions / 100) * 100 : oldest + below(auctions - oldest + 1, draw(2));
    const bidder = draw(3) < 0.75 ? Math.floor(people / 100) * 100 + 1 : somePerson(people, draw(4));
    const channel = below(10_000, draw(6));
    into[0] = FIRST_ID + auction;
    into[1] = FIRST_ID + bidder;
    into[2] = price(draw(5));
    into[3] = draw(7) < 0.5 ? pick(CHANNELS, draw(8)) : `channel-${channel}`;
    into[4] = `https://www.nexmark.com/item.htm?query=1&channel_id=${channel}`;
    into[5] = ms;
    into[6] = extra(draw, 12);
  },
};

/** The streams by the word that the settings use. */
export const NEXMARK: Readonly<Record<string, NexmarkStream>> = {
  person: PERSON,
  auction: AUCTION,
  bid: BID,
};

/** The number among all events of row `index` of a stream. */
export function eventNumber(stream: NexmarkStream, index: number): number {
  return Math.floor(index / stream.share) * EPOCH_EVENTS + stream.first + (index % stream.share);
}

/** Rows per second of a stream when all three together make so many events. */
export function streamRate(stream: NexmarkStream, eventsPerSecond: number): number {
  return (eventsPerSecond * stream.share) / EPOCH_EVENTS;
}

/** Makes row `index` of a stream. */
export function nexmarkRow(
  stream: NexmarkStream,
  at: {
    readonly index: number;
    readonly baseMs: number;
    readonly seed: number;
    readonly eventsPerSecond: number;
  },
  into: Value[],
): void {
  const number = eventNumber(stream, at.index);
  const ms = at.baseMs + Math.floor((number * 1000) / at.eventsPerSecond);
  stream.row(
    { number, ms, eventsPerSecond: at.eventsPerSecond, draw: (purpose) => uniform(at.seed, number, purpose) },
    into,
  );
}

/** Id, from 0, of the newest person when an event happens. */
function lastPerson(event: number): number {
  return Math.floor(event / EPOCH_EVENTS);
}

/** Id, from 0, of the newest auction when an event happens. The first epoch begins with the first auction. */
function lastAuction(event: number): number {
  const epoch = Math.floor(event / EPOCH_EVENTS);
  const offset = event % EPOCH_EVENTS;
  if (offset < 1) return Math.max(0, (epoch - 1) * 3 + 2);
  return epoch * 3 + Math.min(offset - 1, 2);
}

function somePerson(last: number, draw: number): number {
  const people = last + 1;
  const active = Math.min(people, ACTIVE_PEOPLE);
  return people - active + below(active, draw);
}

function price(draw: number): number {
  return Math.round(10 ** (draw * 6) * 100);
}

function pick(list: readonly string[], draw: number): string {
  return list[below(list.length, draw)] ?? '';
}

function extra(draw: (purpose: number) => number, average: number): string {
  return word({ min: Math.floor(average / 2), max: Math.ceil(average * 1.5) }, (at) => draw(1000 + at));
}
