// Where live numbers go: elements of cards and edges that the live painter writes directly, with no React render.
//
// Cards and edges register their elements while mounted in live mode; the painter keeps its own state per id and
// looks elements up here, or listens for changes. The strip, glyph and bar are empty elements that React does not
// touch after mounting, so whatever the painter puts in stays until the element goes.

/** The elements of a mounted card. */
export type CardSlots = {
  /** The whole card; the painter sets `data-state` on it: ok, warn, crit, bp, idle, stale. */
  readonly card: HTMLElement;
  /** 18 px line of numbers, empty. */
  readonly strip: HTMLElement;
  /** 3 px state colour on the left edge; follows `data-state` by style sheet. */
  readonly rail: HTMLElement;
  /** 4 px busy, backpressured, idle bar, empty. */
  readonly bar: HTMLElement;
  /** 10 px state glyph at the end of line 1, empty. */
  readonly glyph: HTMLElement;
  /** In place of the meaning when it has text: what an unfired window waits for. Empty. */
  readonly waits: HTMLElement;
  /** 36 x 16 canvas beside the name. */
  readonly spark: HTMLCanvasElement;
};

/** The elements of a mounted edge: the visible path, whose width is the rate. */
export type EdgeSlots = { readonly path: SVGPathElement };

type Registry<S> = {
  readonly register: (id: string, slots: S) => () => void;
  readonly all: () => ReadonlyMap<string, S>;
  readonly listen: (listener: (id: string, slots: S | undefined) => void) => () => void;
};

const cards = registry<CardSlots>();
const edges = registry<EdgeSlots>();

/** Called by a card when its elements exist; the returned function when they go. */
export const registerCardSlots = cards.register;
/** Elements of all mounted cards by node id. */
export const cardSlots = cards.all;
/** Calls back when a card mounts (with slots) or unmounts (undefined). */
export const onCardSlots = cards.listen;

/** Called by an edge; the id is `from>to` as in the metric frame's id table. */
export const registerEdgeSlots = edges.register;
/** Elements of all mounted edges by `from>to`. */
export const edgeSlots = edges.all;
/** Calls back when an edge mounts or unmounts. */
export const onEdgeSlots = edges.listen;

function registry<S>(): Registry<S> {
  const byId = new Map<string, S>();
  const listeners = new Set<(id: string, slots: S | undefined) => void>();
  const tell = (id: string, slots: S | undefined): void => {
    for (const listener of listeners) listener(id, slots);
  };
  return {
    register: (id, slots) => {
      byId.set(id, slots);
      tell(id, slots);
      return () => {
        if (byId.get(id) !== slots) return;
        byId.delete(id);
        tell(id, undefined);
      };
    },
    all: () => byId,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
