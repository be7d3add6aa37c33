// Sets of characters as ranges of code points: what a Java character class means, written for RE2.

/** Code points `from` to `to`, both included. */
export type CodeRange = readonly [from: number, to: number];

/** Ranges, and classes that only RE2 can name, such as `\p{Lu}`. */
export type CharSet = { readonly ranges: readonly CodeRange[]; readonly named: readonly string[] };

const CODE_POINT_MAX = 0x10ffff;

/** The code points in none of the ranges. */
export function complement(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const result: CodeRange[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from > next) result.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= CODE_POINT_MAX) result.push([next, CODE_POINT_MAX]);
  return result;
}

/** The ranges with the other case of every ASCII letter: all that `(?i)` of Java means without `(?u)`. */
export function withAsciiCases(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const added: CodeRange[] = [];
  for (const [from, to] of ranges) {
    for (const [first, last, shift] of [
      [65, 90, 32],
      [97, 122, -32],
    ] as const) {
      const low = Math.max(from, first);
      const high = Math.min(to, last);
      if (low <= high) added.push([low + shift, high + shift]);
    }
  }
  return added.length === 0 ? ranges : [...ranges, ...added];
}

/** One character class in RE2's syntax. */
export function classText({ ranges, named }: CharSet, negated = false): string {
  const parts = ranges.map(([from, to]) =>
    from === to ? pointText(from) : `${pointText(from)}-${pointText(to)}`,
  );
  return `[${negated ? '^' : ''}${parts.join('')}${named.join('')}]`;
}

/** One character in RE2's syntax, inside a class or outside. */
export function pointText(point: number): string {
  const plain = (point >= 48 && point <= 57) || (point >= 65 && point <= 90) || (point >= 97 && point <= 122);
  return plain ? String.fromCharCode(point) : `\\x{${point.toString(16)}}`;
}
