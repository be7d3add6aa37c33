// Hands the elements of a card to the live painter while it is mounted in live mode.
import { type RefObject, useEffect, useRef } from 'react';
import { type CardSlots, registerCardSlots } from '../live-slots.ts';

type Refs = {
  readonly [K in keyof CardSlots]: RefObject<
    CardSlots[K] extends HTMLCanvasElement ? HTMLCanvasElement | null : HTMLDivElement | null
  >;
};

/** Refs for the parts of a card; registered under the node id while `live`. */
export function useCardSlots(id: string, live: boolean): Refs {
  const card = useRef<HTMLDivElement>(null);
  const strip = useRef<HTMLDivElement>(null);
  const rail = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const glyph = useRef<HTMLDivElement>(null);
  const waits = useRef<HTMLDivElement>(null);
  const spark = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const slots = {
      card: card.current,
      strip: strip.current,
      rail: rail.current,
      bar: bar.current,
      glyph: glyph.current,
      waits: waits.current,
      spark: spark.current,
    };
    if (!live || !isComplete(slots)) return;
    const element = slots.card;
    const unregister = registerCardSlots(id, slots);
    return () => {
      unregister();
      delete element.dataset.state;
    };
  }, [id, live]);
  return { card, strip, rail, bar, glyph, waits, spark };
}

function isComplete(slots: { readonly [K in keyof CardSlots]: CardSlots[K] | null }): slots is CardSlots {
  return Object.values(slots).every((slot) => slot !== null);
}
