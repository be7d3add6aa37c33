// Patterns of java.time.format.DateTimeFormatter (English, US weeks): compiled once, for DATE_FORMAT and TO_TIMESTAMP.

/** A part of a pattern: a letter with its count, or text that stands for itself. */
export type PatternPart =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'optional'; readonly parts: readonly PatternPart[] };

/** The longest run of each letter; letters that are missing do not exist. */
const COUNTS: Readonly<Record<string, number>> = {
  G: 5,
  u: 19,
  y: 19,
  Y: 19,
  D: 3,
  M: 5,
  L: 5,
  d: 2,
  Q: 5,
  q: 5,
  w: 2,
  W: 1,
  E: 5,
  e: 5,
  c: 5,
  a: 1,
  h: 2,
  K: 2,
  k: 2,
  H: 2,
  m: 2,
  s: 2,
  S: 9,
  A: 19,
  n: 19,
  N: 19,
  V: 2,
  z: 4,
  O: 4,
  X: 5,
  x: 5,
  Z: 5,
};

/** Letters that need a zone, which a TIMESTAMP does not have. */
export const ZONE_LETTERS = 'VzOXxZ';

/** The parts of a pattern, or what is wrong with it in words. */
export function parsePattern(pattern: string): readonly PatternPart[] | string {
  const stack: PatternPart[][] = [[]];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    const level = stack.at(-1) ?? [];
    if (/[A-Za-z]/.test(character)) {
      let end = at + 1;
      while (pattern.charAt(end) === character) end += 1;
      const count = end - at;
      const most = COUNTS[character];
      if (most === undefined) return `the letter ${character} means nothing in a date pattern`;
      if (
        count > most ||
        (character === 'c' && count === 2) ||
        (character === 'V' && count !== 2) ||
        (character === 'O' && count !== 1 && count !== 4)
      )
        return `${character.repeat(Math.min(count, 20))} has too many letters`;
      level.push({ kind: 'field', letter: character, count });
      at = end;
    } else if (character === "'") {
      const end = quoteEnd(pattern, at);
      if (end === undefined) return 'a quote in the pattern is not closed';
      const text = end === at + 1 ? "'" : pattern.slice(at + 1, end).replaceAll("''", "'");
      level.push({ kind: 'text', text });
      at = end + 1;
    } else if (character === '[') {
      stack.push([]);
      at += 1;
    } else if (character === ']') {
      const parts = stack.pop() ?? [];
      const outer = stack.at(-1);
      if (outer === undefined) return 'a ] in the pattern closes nothing';
      outer.push({ kind: 'optional', parts });
      at += 1;
    } else if (/[{}#]/.test(character)) {
      return `${character} is reserved in date patterns`;
    } else {
      level.push({ kind: 'text', text: character });
      at += 1;
    }
  }
  // Optional parts that are still open end with the pattern.
  while (stack.length > 1) {
    const parts = stack.pop() ?? [];
    stack.at(-1)?.push({ kind: 'optional', parts });
  }
  return stack[0] ?? [];
}

/** Where the quote that opens at a place closes; a doubled quote inside is one. */
export function quoteEnd(pattern: string, from: number): number | undefined {
  for (let at = from + 1; at < pattern.length; at += 1) {
    if (pattern.charAt(at) !== "'") continue;
    if (at > from + 1 && pattern.charAt(at + 1) === "'") at += 1;
    else return at;
  }
  return undefined;
}

/** Names of the months. */
export const MONTHS: readonly string[] =
  'January February March April May June July August September October November December'.split(' ');

/** Names of the days of the week, Monday first. */
export const WEEKDAYS: readonly string[] = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(
  ' ',
);

/** Compiles through a cache of limited size: patterns may come from data. */
export function cached<T>(compile: (pattern: string) => T): (pattern: string) => T {
  const known = new Map<string, T>();
  return (pattern) => {
    let compiled = known.get(pattern);
    if (compiled === undefined) {
      compiled = compile(pattern);
      if (known.size >= 256) known.clear();
      known.set(pattern, compiled);
    }
    return compiled;
  };
}
