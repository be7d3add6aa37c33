// Parses MATCH_RECOGNIZE, and patterns of rows such as `A B+? C{2,3}` on their own.

import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import { parseKeys, parseOrder } from '../parse/parse-over.ts';
import { ParseState, shown } from '../parse/parse-state.ts';
import { tokenize } from '../parse/tokens.ts';
import type { AfterMatch, AstMatch, NamedAst, RowPattern } from './ast-match.ts';
import { parseName, parseOne } from './parse-names.ts';

/** Variables and repetitions of one pattern. */
const PATTERN_PARTS_MAX = 200;
const PATTERN_CHARS_MAX = 8192;

/** True where `MATCH_RECOGNIZE (` stands. */
export function isMatch(state: ParseState): boolean {
  return state.atWord('MATCH_RECOGNIZE') && state.atSymbol('(', 1);
}

/** The clause at the cursor. */
export function parseMatch(state: ParseState): AstMatch {
  const { from } = state.next().span;
  const open = state.next();
  const keys = state.takeWord('PARTITION') ? parseKeys(state, parseOne) : [];
  const order = state.takeWord('ORDER') ? parseOrder(state, parseOne) : [];
  const measures = state.takeWord('MEASURES') ? parseMeasures(state) : [];
  const rows = parseRows(state);
  const after = parseAfter(state);
  state.expectWord('PATTERN', 'in MATCH_RECOGNIZE');
  const start = state.peek();
  if (!state.takeSymbol('('))
    state.report({ message: `( is missing before ${shown(start)}`, span: start.span });
  const pattern = parseAlternatives(state, { parts: 0 });
  const patternSpan = { from: start.span.to, to: state.peek(-1).span.to };
  state.expectClose(start);
  const within = state.takeWord('WITHIN') ? parseOne(state) : undefined;
  if (state.atWord('SUBSET')) {
    const message = 'SUBSET is not built yet, and Flink does not have it';
    state.report({ code: 'SQL_UNSUPPORTED', message, span: state.peek().span });
    state.stop();
  }
  const define = state.takeWord('DEFINE') ? parseDefine(state) : [];
  const span = { from, to: state.peek().span.to };
  state.expectClose(open);
  return { keys, order, measures, rows, after, pattern, patternSpan, within, define, span };
}

function parseMeasures(state: ParseState): readonly NamedAst[] {
  const measures: NamedAst[] = [];
  do {
    const { from } = state.peek().span;
    if (!state.takeWord('FINAL') && state.atWord('RUNNING')) state.next();
    const expression = parseOne(state);
    state.expectWord('AS', 'after a measure');
    const { name } = parseName(state, 'the name of a measure');
    measures.push({ name, expression, span: { from, to: state.peek(-1).span.to } });
  } while (state.takeSymbol(','));
  return measures;
}

function parseDefine(state: ParseState): readonly NamedAst[] {
  const define: NamedAst[] = [];
  do {
    const { name, span } = parseName(state, 'a variable of the pattern');
    state.expectWord('AS', `after ${name}`);
    const expression = parseOne(state);
    define.push({ name, expression, span: { from: span.from, to: state.peek(-1).span.to } });
  } while (state.takeSymbol(','));
  return define;
}

function parseRows(state: ParseState): 'one' | 'all' {
  const all = state.takeWord('ALL');
  if (!all && !state.takeWord('ONE')) return 'one';
  state.expectWord(all ? 'ROWS' : 'ROW', `after ${all ? 'ALL' : 'ONE'}`);
  state.expectWord('PER', 'after it');
  state.expectWord('MATCH', 'after PER');
  return all ? 'all' : 'one';
}

function parseAfter(state: ParseState): AfterMatch | undefined {
  if (!state.takeWord('AFTER')) return undefined;
  state.expectWord('MATCH', 'after AFTER');
  state.expectWord('SKIP', 'after AFTER MATCH');
  if (state.takeWord('PAST')) {
    state.expectWord('LAST', 'after SKIP PAST');
    state.expectWord('ROW', 'after LAST');
    return { kind: 'past last row' };
  }
  state.expectWord('TO', 'after SKIP');
  if (state.atWord('NEXT') && state.atWord('ROW', 1)) {
    state.next();
    state.next();
    return { kind: 'next row' };
  }
  const kind = state.takeWord('FIRST') ? 'to first' : 'to last';
  if (kind === 'to last') state.takeWord('LAST');
  const { name, span } = parseName(state, 'a variable of the pattern');
  return { kind, variable: name, span };
}

/** A pattern without its parentheses, or what is wrong with the text. Never throws. */
export function parsePattern(text: string): {
  readonly pattern: RowPattern | undefined;
  readonly diagnostics: readonly SqlDiagnostic[];
} {
  if (text.length > PATTERN_CHARS_MAX) {
    const span = { from: PATTERN_CHARS_MAX, to: text.length };
    const message = `the pattern is longer than ${PATTERN_CHARS_MAX} characters`;
    return { pattern: undefined, diagnostics: [diagnostic({ code: 'SQL_LIMIT', message, span })] };
  }
  const { tokens, diagnostics } = tokenize(text, 'statement');
  const state = new ParseState(text, tokens, diagnostics);
  const pattern = parseAlternatives(state, { parts: 0 });
  const rest = state.peek();
  if (rest.kind !== 'end') {
    const message = `${shown(rest)} was not expected in a pattern`;
    state.report({ message, hint: 'Write variables and their repetitions: A B+? C.', span: rest.span });
  }
  const failed = state.diagnostics.length > 0;
  return { pattern: failed ? undefined : pattern, diagnostics: state.diagnostics };
}

type Budget = { parts: number };

function parseAlternatives(state: ParseState, budget: Budget): RowPattern {
  const { from } = state.peek().span;
  const items = [parseSequence(state, budget)];
  while (state.takeSymbol('|')) items.push(parseSequence(state, budget));
  const [only] = items;
  if (only !== undefined && items.length === 1) return only;
  return { kind: 'alternatives', items, span: { from, to: state.peek(-1).span.to } };
}

function parseSequence(state: ParseState, budget: Budget): RowPattern {
  const { from } = state.peek().span;
  const items: RowPattern[] = [];
  do items.push(parseRepeated(state, budget));
  while (atVariable(state));
  const [only] = items;
  if (only !== undefined && items.length === 1) return only;
  return { kind: 'sequence', items, span: { from, to: state.peek(-1).span.to } };
}

function atVariable(state: ParseState): boolean {
  const { kind } = state.peek();
  return kind === 'word' || kind === 'name' || state.atSymbol('(');
}

function parseRepeated(state: ParseState, budget: Budget): RowPattern {
  budget.parts += 1;
  const item = parseVariable(state, budget);
  if (budget.parts > PATTERN_PARTS_MAX) {
    const message = `the pattern has more than ${PATTERN_PARTS_MAX} parts`;
    state.report({ code: 'SQL_LIMIT', message, span: item.span });
    state.stop();
  }
  const times = takeTimes(state);
  if (times === undefined) return item;
  const reluctant = state.takeSymbol('?');
  return {
    kind: 'repeated',
    item,
    ...times,
    reluctant,
    span: { from: item.span.from, to: state.peek(-1).span.to },
  };
}

function parseVariable(state: ParseState, budget: Budget): RowPattern {
  const token = state.peek();
  if (!state.takeSymbol('(')) {
    const name = token.kind === 'word' || token.kind === 'name' ? state.next().text : '';
    if (name === '') {
      const message = `a variable is missing before ${shown(token)}`;
      state.report({ message, hint: 'Write PATTERN (A B+ C).', span: token.span });
    }
    return { kind: 'variable', name, span: token.span };
  }
  const inside = state.deeper(token.span, () => parseAlternatives(state, budget));
  state.expectClose(token);
  return inside ?? { kind: 'variable', name: '', span: token.span };
}

/** `+`, `*`, `?`, `{n}`, `{n,}`, `{,m}`, `{n,m}`. */
function takeTimes(
  state: ParseState,
): { readonly min: number; readonly max: number | undefined } | undefined {
  if (state.takeSymbol('+')) return { min: 1, max: undefined };
  if (state.takeSymbol('*')) return { min: 0, max: undefined };
  if (state.takeSymbol('?')) return { min: 0, max: 1 };
  const open = state.peek();
  if (!state.takeSymbol('{')) return undefined;
  const min = takeNumber(state);
  const bounded = !state.takeSymbol(',');
  const max = bounded ? min : takeNumber(state);
  if (!state.takeSymbol('}')) {
    const message = 'this { is not closed';
    state.report({ message, hint: 'Write {2}, {2,}, {,3} or {2,3}.', span: open.span });
  }
  const span = { from: open.span.from, to: state.peek(-1).span.to };
  if (min === undefined && max === undefined) {
    state.report({ message: 'a number of repetitions is missing', hint: 'Write {2} or {2,3}.', span });
  } else if (max !== undefined && (max < (min ?? 0) || max === 0)) {
    state.report({ message: 'the smaller number comes first, and the larger is at least 1', span });
  }
  return { min: min ?? 0, max };
}

function takeNumber(state: ParseState): number | undefined {
  const token = state.peek();
  if (token.kind !== 'number') return undefined;
  state.next();
  if (/^\d{1,4}$/.test(token.text)) return Number(token.text);
  state.report({
    message: `${token.text} is not a number of repetitions`,
    hint: 'At most 9999.',
    span: token.span,
  });
  return 1;
}
