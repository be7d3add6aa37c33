// Format strings of java.util.Formatter (Java 17, Locale.US): the text between, and the specifiers with their rules.

/** A conversion in lower case. `h`, `a` and `t` are known and not run: they print hashes and bit patterns of Java. */
export type Conversion = 'b' | 's' | 'c' | 'd' | 'o' | 'x' | 'e' | 'f' | 'g' | '%' | 'n';

/** One specifier. `argument` is a place from 0, or where to take it from; `width` and `precision` -1 when not given. */
export type Specifier = {
  readonly argument: number | 'next' | 'previous' | 'none';
  readonly flags: ReadonlySet<string>;
  readonly width: number;
  readonly precision: number;
  readonly conversion: Conversion;
  readonly upperCase: boolean;
};

/** A format string, or that Java refuses it, or what in it does not run here. */
export type Format =
  | { readonly kind: 'format'; readonly pieces: readonly (string | Specifier)[] }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'unsupported'; readonly specifier: string; readonly from: number };

const SPECIFIER = /%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([tT])?([a-zA-Z%])/y;
const INT_MAX = 2_147_483_647;

/** Reads a format string. */
export function parseFormat(text: string): Format {
  const pieces: (string | Specifier)[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('%', at);
    pieces.push(text.slice(at, next < 0 ? text.length : next));
    if (next < 0) break;
    SPECIFIER.lastIndex = next;
    const match = SPECIFIER.exec(text);
    if (match === null) return { kind: 'invalid' };
    if (match[5] !== undefined || /[aAhH]/.test(match[6] ?? ''))
      return { kind: 'unsupported', specifier: match[0], from: next };
    const specifier = specifierOf(match);
    if (specifier === undefined) return { kind: 'invalid' };
    pieces.push(specifier);
    at = next + match[0].length;
  }
  return { kind: 'format', pieces };
}

function specifierOf(match: RegExpExecArray): Specifier | undefined {
  const flagText = match[2] ?? '';
  const flags = new Set(flagText);
  const letter = match[6] ?? '';
  const conversion = conversionOf(letter);
  if (conversion === undefined || flags.size < flagText.length) return undefined;
  const index = match[1] === undefined ? undefined : Number(match[1].slice(0, -1));
  const width = match[3] === undefined ? -1 : Number(match[3]);
  const precision = match[4] === undefined ? -1 : Number(match[4].slice(1));
  if (index === 0 || Math.max(index ?? 0, width, precision) > INT_MAX) return undefined;
  const isText = conversion === '%' || conversion === 'n';
  const argument = isText ? 'none' : flags.has('<') ? 'previous' : index === undefined ? 'next' : index - 1;
  const specifier: Specifier = {
    argument,
    flags,
    width,
    precision,
    conversion,
    upperCase: letter !== letter.toLowerCase(),
  };
  return isAllowed(specifier) ? specifier : undefined;
}

function conversionOf(letter: string): Conversion | undefined {
  switch (letter) {
    case 'b':
    case 'B':
      return 'b';
    case 's':
    case 'S':
      return 's';
    case 'c':
    case 'C':
      return 'c';
    case 'x':
    case 'X':
      return 'x';
    case 'e':
    case 'E':
      return 'e';
    case 'g':
    case 'G':
      return 'g';
    case 'd':
    case 'o':
    case 'f':
    case '%':
    case 'n':
      return letter;
    default:
      return undefined;
  }
}

/** Flags that a conversion refuses. `<` is for all but text. */
const BAD_FLAGS: Record<Conversion, string> = {
  b: '#+ 0,(',
  s: '#+ 0,(',
  c: '#+ 0,(',
  d: '#',
  o: ',(+ ',
  x: ',(+ ',
  e: ',',
  f: '',
  g: '#',
  '%': '#+ 0,(<',
  n: '-#+ 0,(<',
};

function isAllowed({ flags, width, precision, conversion }: Specifier): boolean {
  if ([...BAD_FLAGS[conversion]].some((flag) => flags.has(flag))) return false;
  if (width < 0 && (flags.has('-') || flags.has('0'))) return false;
  if ((flags.has('+') && flags.has(' ')) || (flags.has('-') && flags.has('0'))) return false;
  if (conversion === 'n' && width >= 0) return false;
  return precision < 0 || 'bsefg'.includes(conversion);
}
