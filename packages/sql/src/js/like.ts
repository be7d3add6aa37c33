// LIKE without regular expressions: a pattern becomes segments between `%`, matched greedily from the left.
//
// Greedy is right because `%` takes anything: the earliest place of each segment leaves most room for the rest. A
// segment without `_` is searched with `indexOf`, one with `_` by trying each start, so a text of n characters and a
// pattern of m cost at most n * m steps, and no text can blow up as it can with a backtracking matcher (S20).

/** A compiled pattern. */
export type LikePattern = {
  readonly segments: readonly Segment[];
  /** The pattern does not start, or end, with `%`. */
  readonly anchoredStart: boolean;
  readonly anchoredEnd: boolean;
};

/** Literal text, or code points where -1 stands for `_`. */
type Segment = { readonly text: string | undefined; readonly points: readonly number[] };

const ANY = -1;

/** The pattern compiled; a string says what is wrong with it. `escapeWith` '' means no escape character. */
export function compileLike(pattern: string, escapeWith: string): LikePattern | string {
  const escapePoints = [...escapeWith];
  if (escapePoints.length > 1) return 'ESCAPE takes one character';
  const escapePoint = escapePoints[0];
  const segments: Segment[] = [];
  let points: number[] = [];
  let hasAny = false;
  let percentCount = 0;
  let endsWithPercent = false;
  let startsWithPercent = false;
  let at = 0;
  const characters = [...pattern];
  const close = (): void => {
    if (points.length > 0)
      segments.push({ text: hasAny ? undefined : String.fromCodePoint(...points), points });
    points = [];
    hasAny = false;
  };
  while (at < characters.length) {
    const character = characters[at] ?? '';
    endsWithPercent = false;
    if (character === escapePoint) {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined || (escaped !== '%' && escaped !== '_' && escaped !== escapePoint)) {
        return `after the escape character ${escapePoint} stands none of %, _ and ${escapePoint}`;
      }
      points.push(escaped.codePointAt(0) ?? 0);
    } else if (character === '%') {
      if (at === 0) startsWithPercent = true;
      endsWithPercent = true;
      percentCount += 1;
      close();
    } else {
      const any = character === '_';
      hasAny = hasAny || any;
      points.push(any ? ANY : (character.codePointAt(0) ?? 0));
    }
    at += 1;
  }
  close();
  const open = percentCount > 0;
  return { segments, anchoredStart: !(open && startsWithPercent), anchoredEnd: !(open && endsWithPercent) };
}

/** True when the whole text matches. */
export function matchLike(text: string, pattern: LikePattern): boolean {
  const { segments, anchoredStart, anchoredEnd } = pattern;
  const count = segments.length;
  if (count === 0) return !(anchoredStart && anchoredEnd) || text === '';
  let at = 0;
  let first = 0;
  let last = count;
  if (anchoredStart) {
    const segment = segments[0];
    if (segment !== undefined) at = matchSegment(text, 0, segment);
    if (at < 0) return false;
    first = 1;
    if (count === 1 && anchoredEnd) return at === text.length;
  }
  if (anchoredEnd) last = count - 1;
  for (let index = first; index < last; index += 1) {
    const segment = segments[index];
    if (segment === undefined) return false;
    at = findSegment(text, at, segment);
    if (at < 0) return false;
  }
  const tail = anchoredEnd && last >= first ? segments[last] : undefined;
  return tail === undefined || endsWithSegment(text, at, tail);
}

function matchSegment(text: string, from: number, segment: Segment): number {
  if (segment.text !== undefined) {
    return text.startsWith(segment.text, from) ? from + segment.text.length : -1;
  }
  let at = from;
  for (const point of segment.points) {
    const found = text.codePointAt(at);
    if (found === undefined || (point === ANY ? isLineEnd(found) : found !== point)) return -1;
    at += found > 0xffff ? 2 : 1;
  }
  return at;
}

function findSegment(text: string, from: number, segment: Segment): number {
  if (segment.text !== undefined) {
    const found = text.indexOf(segment.text, from);
    return found < 0 ? -1 : found + segment.text.length;
  }
  for (let start = from; start < text.length; start += isHighSurrogateAt(text, start) ? 2 : 1) {
    const end = matchSegment(text, start, segment);
    if (end >= 0) return end;
  }
  return -1;
}

function endsWithSegment(text: string, from: number, segment: Segment): boolean {
  if (segment.text !== undefined) {
    return text.length - segment.text.length >= from && text.endsWith(segment.text);
  }
  let start = text.length;
  for (let count = 0; count < segment.points.length; count += 1) {
    start -= start >= 2 && isHighSurrogateAt(text, start - 2) ? 2 : 1;
    if (start < from) return false;
  }
  return matchSegment(text, start, segment) === text.length;
}

function isHighSurrogateAt(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

function isLineEnd(point: number): boolean {
  return point === 10 || point === 13 || point === 0x85 || point === 0x2028 || point === 0x2029;
}
