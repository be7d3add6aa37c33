// Character classes of Java: unions such as `[a[bc]]` become plain ranges, which is all that RE2 knows.

import { type CharSet, type CodeRange, classText, complement, withAsciiCases } from './code-points.ts';
import { dependsOnCase, PREDEFINED, propertySet } from './java-escapes.ts';
import type { PatternReader } from './pattern-reader.ts';

/** A class from its `[` on, in RE2's syntax; '' after a problem. */
export function readClass(reader: PatternReader, ignoreCase: boolean): string {
  const set = readSet(reader, ignoreCase, 0);
  return set === undefined ? '' : classText(set, set.negated);
}

type ReadSet = CharSet & { readonly negated: boolean };

const DEPTH_MAX = 16;

function readSet(reader: PatternReader, ignoreCase: boolean, depth: number): ReadSet | undefined {
  const start = reader.at;
  if (depth > DEPTH_MAX) return reader.unsupported('classes nest too deeply', start);
  reader.at += 1;
  const negated = reader.take('^');
  const ranges: CodeRange[] = [];
  const named: string[] = [];
  const add = (set: CharSet): void => {
    ranges.push(...set.ranges);
    named.push(...set.named);
  };
  for (;;) {
    if (reader.done) return reader.invalid('this class is not closed', start);
    const isFirst = ranges.length === 0 && named.length === 0;
    if (reader.peek() === ']' && !isFirst) break;
    const item = readItem(reader, { ignoreCase, negated, depth });
    if (item === undefined) return undefined;
    add(item);
  }
  reader.at += 1;
  return { ranges: ignoreCase ? withAsciiCases(ranges) : ranges, named, negated };
}

type Outside = { readonly ignoreCase: boolean; readonly negated: boolean; readonly depth: number };

function readItem(reader: PatternReader, outside: Outside): CharSet | undefined {
  const from = reader.at;
  if (reader.startsWith('&&')) return reader.unsupported('an intersection with && has no counterpart', from);
  if (reader.peek() === '[') return readNested(reader, outside);
  if (reader.startsWith('\\Q')) return reader.unsupported('\\Q inside a class has no counterpart', from);
  const set = reader.peek() === '\\' ? readSetEscape(reader, outside.ignoreCase) : undefined;
  if (set !== undefined || reader.problem !== undefined) return set;
  const low = readPoint(reader);
  if (low === undefined) return undefined;
  if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '[' || reader.peek(1) === '')
    return { ranges: [[low, low]], named: [] };
  reader.at += 1;
  const high = readPoint(reader);
  if (high === undefined) return undefined;
  if (high < low) return reader.invalid('this range runs backwards', from);
  return { ranges: [[low, high]], named: [] };
}

function readNested(reader: PatternReader, outside: Outside): CharSet | undefined {
  const from = reader.at;
  const inner = readSet(reader, outside.ignoreCase, outside.depth + 1);
  if (inner === undefined) return undefined;
  if (outside.negated || (inner.negated && inner.named.length > 0))
    return reader.unsupported('a class inside a negated class has no counterpart', from);
  return inner.negated ? { ranges: complement(inner.ranges), named: [] } : inner;
}

function readPoint(reader: PatternReader): number | undefined {
  const from = reader.at;
  if (!reader.take('\\')) return reader.point();
  const letter = reader.peek();
  if (Object.hasOwn(PREDEFINED, letter) || letter === 'p' || letter === 'P')
    return reader.invalid('a range ends with one character', from);
  return reader.escapedPoint(from);
}

/** `\d`, `\p{…}` and their kind from the backslash on; `undefined`, with the cursor where it was, for other escapes. */
export function readSetEscape(reader: PatternReader, ignoreCase: boolean): CharSet | undefined {
  const from = reader.at;
  const letter = reader.peek(1);
  const ranges = Object.hasOwn(PREDEFINED, letter) ? PREDEFINED[letter] : undefined;
  if (ranges !== undefined) {
    reader.at += 2;
    return { ranges, named: [] };
  }
  if (letter !== 'p' && letter !== 'P') return undefined;
  const match = /^\\[pP](?:\{([^}]*)\}|([A-Z]))/.exec(reader.pattern.slice(from, from + 64));
  if (match === null) return reader.invalid(`\\${letter} needs the name of a class`, from);
  reader.at += match[0].length;
  const name = match[1] ?? match[2] ?? '';
  const set = ignoreCase && dependsOnCase(name) ? undefined : propertySet(name, letter === 'P');
  return set ?? reader.unsupported(`the class ${match[0]} has no counterpart`, from);
}
