// The parser of scripts: statements between semicolons. One with a mistake does not keep the others from being read.
//
// The tokens are cut at the semicolons first, so that each statement has limits and an end of its own and the search for
// the next one cannot run away. The alternative, one cursor that skips to the next semicolon, would let a limit that one
// statement meets end the script.

import { diagnostic, type SqlDiagnostic } from '../diagnostic.ts';
import { ParseState, shown } from '../parse/parse-state.ts';
import { type Token, tokenize } from '../parse/tokens.ts';
import type { AstStatement, Option } from './ast-statement.ts';
import { parseCreate } from './parse-create.ts';
import { parseNames, parsePath, parseText } from './parse-names.ts';
import { expectEnd, parseQueryAt, SURROUNDINGS } from './parse-query.ts';

/** Characters of one script. */
export const SCRIPT_CHARS_MAX = 1_048_576;
/** Statements of one script. */
export const SCRIPT_STATEMENTS_MAX = 5_000;
/** Problems that are told of one script. */
const SCRIPT_PROBLEMS_MAX = 200;

/** The statements that could be read, in order, and what is wrong with the others. */
export type ParseStatementsResult = {
  readonly statements: readonly AstStatement[];
  readonly diagnostics: readonly SqlDiagnostic[];
};

/** Parses a script. Never throws; linear in the length of the text. */
export function parseStatements(text: string): ParseStatementsResult {
  if (text.length > SCRIPT_CHARS_MAX) {
    const message = `the script is longer than ${SCRIPT_CHARS_MAX} characters`;
    return { statements: [], diagnostics: [limit(message, SCRIPT_CHARS_MAX, text.length)] };
  }
  const { tokens, diagnostics } = tokenize(text, 'statement');
  const problems = [...diagnostics];
  const statements: AstStatement[] = [];
  const parts = partsOf(tokens);
  for (const part of parts.slice(0, SCRIPT_STATEMENTS_MAX)) {
    const own = problemsIn(diagnostics, part);
    const state = new ParseState(text, part, own, SURROUNDINGS);
    const statement = parseStatement(state);
    problems.push(...state.diagnostics.slice(own.length));
    if (statement !== undefined && state.diagnostics.length === 0) statements.push(statement);
  }
  const beyond = parts[SCRIPT_STATEMENTS_MAX]?.[0];
  if (beyond !== undefined) {
    const message = `the script has more than ${SCRIPT_STATEMENTS_MAX} statements`;
    problems.push(limit(message, beyond.span.from, beyond.span.to));
  }
  problems.sort((a, b) => a.span.from - b.span.from);
  return { statements, diagnostics: problems.slice(0, SCRIPT_PROBLEMS_MAX) };
}

function limit(message: string, from: number, to: number): SqlDiagnostic {
  return diagnostic({ code: 'SQL_LIMIT', message, span: { from, to } });
}

/** The tokens of each statement, each list with an end of its own. The frames of statement sets are taken away. */
function partsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: (readonly Token[])[] = [];
  let part: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'end' && !(token.kind === 'symbol' && token.text === ';')) {
      part.push(token);
      continue;
    }
    const inside = withoutFrame(part);
    if (inside.length > 0) {
      const span = { from: token.span.from, to: token.span.from };
      parts.push([...inside, { kind: 'end', text: '', span }]);
    }
    part = [];
  }
  return parts;
}

const FRAMES: readonly (readonly string[])[] = [
  ['EXECUTE', 'STATEMENT', 'SET', 'BEGIN'],
  ['STATEMENT', 'SET', 'BEGIN'],
  ['BEGIN', 'STATEMENT', 'SET'],
];

/** `EXECUTE STATEMENT SET BEGIN … END` holds inserts like any others: they run together here anyway. */
function withoutFrame(part: readonly Token[]): readonly Token[] {
  const isWord = (index: number, word: string): boolean =>
    part[index]?.kind === 'word' && part[index].text.toUpperCase() === word;
  if (part.length === 1 && isWord(0, 'END')) return [];
  const frame = FRAMES.find((words) => words.every((word, index) => isWord(index, word)));
  return frame === undefined ? part : part.slice(frame.length);
}

/** Lexical problems inside of one statement. The problems are few, at most as many as one text reports. */
function problemsIn(diagnostics: readonly SqlDiagnostic[], part: readonly Token[]): readonly SqlDiagnostic[] {
  const from = part[0]?.span.from ?? 0;
  const to = part.at(-1)?.span.to ?? 0;
  return diagnostics.filter(({ span }) => from <= span.from && span.from <= to);
}

function parseStatement(state: ParseState): AstStatement | undefined {
  const { from } = state.peek().span;
  const statement = parseKind(state);
  if (statement === undefined) return undefined;
  expectEnd(state);
  return { ...statement, span: { from, to: state.peek(-1).span.to } };
}

function parseKind(state: ParseState): AstStatement | undefined {
  if (state.atWord('CREATE')) return parseCreate(state);
  if (state.atWord('INSERT')) return parseInsert(state);
  if (state.atWord('EXECUTE') && state.atWord('INSERT', 1)) {
    state.next();
    return parseInsert(state);
  }
  if (state.atWord('SET')) return parseSet(state);
  if (state.atWord('SELECT') || state.atWord('WITH') || state.atWord('VALUES') || state.atSymbol('(')) {
    const query = parseQueryAt(state);
    return { kind: 'query', query, span: query.span };
  }
  return parseOther(state);
}

function parseInsert(state: ParseState): AstStatement {
  const { span } = state.next();
  if (state.atWord('OVERWRITE')) {
    const message = 'INSERT OVERWRITE replaces what is there, which streams cannot';
    state.report({ code: 'SQL_UNSUPPORTED', message, hint: 'Write INSERT INTO.', span: state.peek().span });
    state.next();
  } else state.expectWord('INTO', 'after INSERT');
  state.takeWord('TABLE');
  const table = parsePath(state, 'a table');
  const isList = state.atSymbol('(') && !state.atWord('SELECT', 1) && !state.atSymbol('(', 1);
  const columns = isList && !state.atWord('VALUES', 1) ? parseNames(state, 'the name of a column') : [];
  return { kind: 'insert', table, columns, query: parseQueryAt(state), span };
}

/** `SET 'key' = 'value'`, `SET key = value`, or `SET` alone, which lists. */
function parseSet(state: ParseState): AstStatement {
  const { span } = state.next();
  const first = state.peek();
  if (first.kind === 'end') return { kind: 'set', option: undefined, span };
  let key = '';
  while (!state.atSymbol('=') && state.peek().kind !== 'end') key += state.next().text;
  if (!state.takeSymbol('=')) {
    state.report({ message: '= is missing after the name of a setting', span: state.peek().span });
    return { kind: 'set', option: undefined, span };
  }
  const value = parseValue(state);
  const option: Option = { key, value, span: { from: first.span.from, to: state.peek(-1).span.to } };
  return { kind: 'set', option, span };
}

/** A value in quotes, or bare as older scripts have it: everything to the end. */
function parseValue(state: ParseState): string {
  if (state.peek().kind === 'text') return parseText(state, 'the value').text;
  const { from } = state.peek().span;
  while (state.peek().kind !== 'end') state.next();
  return state.source.slice(from, state.peek(-1).span.to).trim();
}

const OTHER = new Set(
  'ADD ALTER ANALYZE BEGIN CALL CLEAR COMPILE DELETE DESC DESCRIBE DROP EXECUTE EXPLAIN HELP JAR LOAD QUIT EXIT REMOVE RESET SHOW STOP TRUNCATE UNLOAD UPDATE USE'.split(
    ' ',
  ),
);

function parseOther(state: ParseState): AstStatement | undefined {
  const token = state.peek();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (!OTHER.has(word)) {
    const message = `a statement does not begin with ${shown(token)}`;
    const hint = 'Statements begin with CREATE, INSERT, SELECT or SET.';
    state.report({ message, hint, span: token.span });
    return undefined;
  }
  const second = state.peek(1);
  const words = second.kind === 'word' ? `${word} ${second.text.toUpperCase()}` : word;
  while (state.peek().kind !== 'end') state.next();
  return { kind: 'other', words, span: token.span };
}
