// JSON paths as Flink reads them (Jayway's language behind an optional `lax` or `strict`), compiled once.
//
// Left out, and said so: filters `[?(…)]` and functions other than length() and size(). Without a mode a path is strict.

/** One step of a path. `definite` steps lead to one place at most. */
export type JsonStep = { readonly definite: boolean; readonly upstreamDefinite: boolean } & (
  | { readonly kind: 'property'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'length' }
);

/** A compiled path. A path that is not `definite` gives a list, whatever it finds. */
export type JsonPath = {
  readonly lax: boolean;
  readonly definite: boolean;
  readonly steps: readonly JsonStep[];
};

/** Why a text is no path; `at` counts characters of the text. */
export type JsonPathProblem = {
  readonly problem: string;
  readonly at: number;
  /** A path of Flink that is not built here. */
  readonly unsupported: boolean;
};

type Draft =
  | { readonly kind: 'property'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' | 'scan' | 'length' };

/** The compiled path, or what is wrong with the text. Linear; never throws. */
export function compileJsonPath(text: string): JsonPath | JsonPathProblem {
  const mode = /^\s*(strict|lax)\s+(?=.)/is.exec(text);
  const start = mode?.[0].length ?? 0;
  const reader = new PathReader(text, start);
  const drafts = reader.read();
  if (!Array.isArray(drafts)) return drafts;
  const steps = linked(drafts);
  return {
    lax: mode?.[1]?.toLowerCase() === 'lax',
    definite: steps.every((step) => step.definite),
    steps,
  };
}

/** True for the outcome of a text that is no path. */
export function isPathProblem(path: JsonPath | JsonPathProblem): path is JsonPathProblem {
  return 'problem' in path;
}

function linked(drafts: readonly Draft[]): readonly JsonStep[] {
  let upstreamDefinite = true;
  return drafts.map((draft, index) => {
    const definite = isDefinite(draft, index === drafts.length - 1);
    const step: JsonStep = { ...draft, definite, upstreamDefinite };
    upstreamDefinite = upstreamDefinite && definite;
    return step;
  });
}

/** Several names at the end make one object, further up they branch. */
function isDefinite(draft: Draft, isLast: boolean): boolean {
  switch (draft.kind) {
    case 'property':
      return draft.names.length === 1 || isLast;
    case 'index':
      return draft.indexes.length === 1;
    case 'length':
      return true;
    default:
      return false;
  }
}

const INT_MAX = 2_147_483_647;

class PathReader {
  readonly #text: string;
  readonly #end: number;
  readonly #blankFirst: boolean;
  #at: number;

  constructor(text: string, start: number) {
    this.#text = text;
    let from = start;
    let to = text.length;
    while (text.charAt(from) === ' ') from += 1;
    while (to > from && text.charAt(to - 1) === ' ') to -= 1;
    this.#at = from;
    this.#end = to;
    this.#blankFirst = from > start;
  }

  read(): Draft[] | JsonPathProblem {
    const drafts: Draft[] = [];
    const first = this.#char();
    if (first === '') return this.#problem('a JSON path cannot be empty');
    if (this.#text.charAt(this.#end - 1) === '.')
      return this.#problem('a JSON path cannot end with a dot', this.#end - 1);
    if (first === '$' || first === '@') {
      this.#at += 1;
      if (this.#at < this.#end && this.#char() !== '.' && this.#char() !== '[')
        return this.#problem(`after ${first} stands a dot or [`);
    } else {
      if (this.#blankFirst)
        return this.#problem('a JSON path without $ cannot begin with a blank', this.#at - 1);
      const problem = this.#afterDot(drafts);
      if (problem !== undefined) return problem;
    }
    while (this.#at < this.#end) {
      const problem = this.#step(drafts);
      if (problem !== undefined) return problem;
    }
    return drafts;
  }

  #char(ahead = 0): string {
    return this.#at + ahead < this.#end ? this.#text.charAt(this.#at + ahead) : '';
  }

  #problem(problem: string, at = this.#at): JsonPathProblem {
    return { problem, at: Math.min(at, this.#text.length), unsupported: false };
  }

  #unsupported(problem: string, at = this.#at): JsonPathProblem {
    return { problem, at, unsupported: true };
  }

  #step(drafts: Draft[]): JsonPathProblem | undefined {
    if (this.#char() !== '.') return this.#name(drafts);
    this.#at += 1;
    return this.#afterDot(drafts);
  }

  /** A second dot scans; a path without $ reads as if `$.` stood before it. */
  #afterDot(drafts: Draft[]): JsonPathProblem | undefined {
    if (this.#char() === '.') {
      drafts.push({ kind: 'scan' });
      this.#at += 1;
      if (this.#char() === '.') return this.#problem('three dots have no meaning in a JSON path');
    }
    return this.#name(drafts);
  }

  #name(drafts: Draft[]): JsonPathProblem | undefined {
    const char = this.#char();
    if (char === '[') return this.#bracket(drafts);
    if (char !== '*') return this.#plain(drafts);
    this.#at += 1;
    drafts.push({ kind: 'wildcard' });
    return undefined;
  }

  /** `name` or `length()`. */
  #plain(drafts: Draft[]): JsonPathProblem | undefined {
    const from = this.#at;
    while (this.#at < this.#end && !/[ .[(]/.test(this.#char())) this.#at += 1;
    const name = this.#text.slice(from, this.#at);
    if (this.#char() === ' ')
      return this.#problem("a name with blanks is written in brackets: $['a b'], this one is not");
    if (name === '') return this.#problem('a name is missing here', from);
    if (this.#char() !== '(') {
      drafts.push({ kind: 'property', names: [name] });
      return undefined;
    }
    if (this.#char(1) !== ')' || (name !== 'length' && name !== 'size'))
      return this.#unsupported(`the path function ${name}(…) is not built`, from);
    if (this.#at + 2 < this.#end || drafts.at(-1)?.kind === 'scan')
      return this.#unsupported(`${name}() is built at the end of a path and not behind ..`, from);
    this.#at += 2;
    drafts.push({ kind: 'length' });
    return undefined;
  }

  #bracket(drafts: Draft[]): JsonPathProblem | undefined {
    const open = this.#at;
    this.#at += 1;
    this.#blanks();
    const char = this.#char();
    if (char === "'" || char === '"') return this.#quotedNames(drafts, char, open);
    if (char === '?') return this.#unsupported('filters [?(…)] are not built', open);
    const close = this.#text.indexOf(']', this.#at);
    if (close < 0 || close >= this.#end) return this.#problem('this [ is not closed', open);
    const inside = this.#text.slice(this.#at, close).trimEnd();
    const draft = inside === '*' ? ({ kind: 'wildcard' } as const) : arrayStep(inside);
    if (draft === undefined)
      return this.#problem(
        `[${inside}] is no index such as [0], [1,2], [1:3] or [*] and no name in quotes`,
        open,
      );
    drafts.push(draft);
    this.#at = close + 1;
    return undefined;
  }

  #blanks(): void {
    while (this.#char() === ' ') this.#at += 1;
  }

  #quotedNames(drafts: Draft[], quote: string, open: number): JsonPathProblem | undefined {
    const names: string[] = [];
    for (;;) {
      if (this.#char() !== quote) return this.#problem('a name in quotes is missing here');
      const from = this.#at + 1;
      let at = from;
      while (at < this.#end && this.#text.charAt(at) !== quote) at += this.#text.charAt(at) === '\\' ? 2 : 1;
      if (at >= this.#end) return this.#problem('this name is not closed', from - 1);
      names.push(unescaped(this.#text.slice(from, at)));
      this.#at = at + 1;
      this.#blanks();
      if (this.#char() === ']') break;
      if (this.#char() !== ',') return this.#problem('after a name stands a comma or ]', this.#at);
      this.#at += 1;
      this.#blanks();
    }
    if (this.#at >= this.#end) return this.#problem('this [ is not closed', open);
    this.#at += 1;
    drafts.push({ kind: 'property', names });
    return undefined;
  }
}

/** `0`, `-1`, `1, 2`, `1:`, `:2`, `1:2`. */
function arrayStep(text: string): Draft | undefined {
  const slice = /^(-?\d+)?:(-?\d+)?$/.exec(text);
  if (slice !== null) {
    if (slice[1] === undefined && slice[2] === undefined) return undefined;
    const [from, to] = [slice[1], slice[2]].map((part) => (part === undefined ? undefined : Number(part)));
    if (!isInt(from ?? 0) || !isInt(to ?? 0)) return undefined;
    return { kind: 'slice', from, to };
  }
  if (!/^-?\d+(?: *, *-?\d+)*$/.test(text)) return undefined;
  const indexes = text.split(',').map(Number);
  return indexes.every(isInt) ? { kind: 'index', indexes } : undefined;
}

function isInt(value: number): boolean {
  return Math.abs(value) <= INT_MAX;
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gs,
    (_, hex: string | undefined, plain: string | undefined) =>
      hex === undefined
        ? (ESCAPED[plain ?? ''] ?? plain ?? '')
        : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
