// The escapes of Java's regular expressions that RE2 can say: `\d`, `\p{Lu}`, `\u00e9`, ….

import { type CharSet, type CodeRange, complement } from './code-points.ts';

/** Characters that end a line for `.`, `$` and `\Z` in Java. */
export const LINE_ENDS: readonly CodeRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x85, 0x85],
  [0x2028, 0x2029],
];

const HORIZONTAL: readonly CodeRange[] = [
  [0x09, 0x09],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
const VERTICAL: readonly CodeRange[] = [
  [0x0a, 0x0d],
  [0x85, 0x85],
  [0x2028, 0x2029],
];
const DIGIT: readonly CodeRange[] = [[48, 57]];
const WORD: readonly CodeRange[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** Java counts the vertical tab, RE2 does not. */
const SPACE: readonly CodeRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];

/** `\d` and its kind. */
export const PREDEFINED: Readonly<Record<string, readonly CodeRange[]>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
  h: HORIZONTAL,
  H: complement(HORIZONTAL),
  v: VERTICAL,
  V: complement(VERTICAL),
};

/** Single control characters. */
export const CONTROLS: Readonly<Record<string, number>> = {
  t: 9,
  n: 10,
  r: 13,
  f: 12,
  a: 7,
  e: 27,
};

const POSIX: Readonly<Record<string, readonly CodeRange[]>> = {
  Lower: [[97, 122]],
  Upper: [[65, 90]],
  ASCII: [[0, 127]],
  Alpha: [
    [65, 90],
    [97, 122],
  ],
  Digit: DIGIT,
  Alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  Punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  Graph: [[33, 126]],
  Print: [[32, 126]],
  Blank: [
    [9, 9],
    [32, 32],
  ],
  Cntrl: [
    [0, 31],
    [127, 127],
  ],
  XDigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
  Space: SPACE,
};

/** Unassigned code points belong to C in Java and not in RE2, so C and Cn are left out. */
const CATEGORIES: ReadonlySet<string> = new Set(
  'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp Cc Cf Co Cs'.split(
    ' ',
  ),
);
const SCRIPTS: ReadonlySet<string> = new Set(
  `Arabic Armenian Bengali Cyrillic Devanagari Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Kannada Katakana
   Khmer Lao Latin Malayalam Mongolian Myanmar Sinhala Tamil Telugu Thai Tibetan`.split(/\s+/),
);

/** True for the names whose letters have a case, which `(?i)` widens in a way of its own. */
export function dependsOnCase(name: string): boolean {
  return /^(?:Is)?(?:Lower|Upper|Lu|Ll|Lt)$/.test(name);
}

/** The set that `\p{name}` means, or `undefined` when RE2 has none that is the same. */
export function propertySet(name: string, negated: boolean): CharSet | undefined {
  const ranges = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  if (ranges !== undefined) return { ranges: negated ? complement(ranges) : ranges, named: [] };
  const plain = name.replace(/^Is/, '');
  const known = CATEGORIES.has(plain) || (plain !== name && SCRIPTS.has(plain));
  return known ? { ranges: [], named: [`\\${negated ? 'P' : 'p'}{${plain}}`] } : undefined;
}
