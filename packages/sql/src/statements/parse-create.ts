// Parses CREATE TABLE with columns, watermark, key and options, and CREATE VIEW.

import type { ElementType } from '@weir/shared/data-type';
import { type ParseState, shown } from '../parse/parse-state.ts';
import { parseElement } from '../parse/parse-type.ts';
import type { Name } from './ast-query.ts';
import type { AstStatement, Option, TableColumn, Watermark } from './ast-statement.ts';
import { parseName, parseNames, parseOne, parsePath, parseText } from './parse-names.ts';
import { parseQueryAt } from './parse-query.ts';

/** `CREATE [TEMPORARY] TABLE …` or VIEW; other objects are named and left unread. */
export function parseCreate(state: ParseState): AstStatement {
  const { span } = state.next();
  let words = 'CREATE';
  if (state.takeWord('OR')) state.expectWord('REPLACE', 'after OR');
  if (state.takeWord('TEMPORARY')) state.takeWord('SYSTEM');
  if (state.takeWord('TABLE')) return parseTable(state, span);
  if (state.takeWord('VIEW')) return parseView(state, span);
  const found = state.peek();
  if (found.kind === 'word') words = `CREATE ${found.text.toUpperCase()}`;
  while (state.peek().kind !== 'end') state.next();
  return { kind: 'other', words, span };
}

function skipIfNotExists(state: ParseState): void {
  if (!state.takeWord('IF')) return;
  state.expectWord('NOT', 'after IF');
  state.expectWord('EXISTS', 'after IF NOT');
}

function parseView(state: ParseState, span: AstStatement['span']): AstStatement {
  skipIfNotExists(state);
  const name = parsePath(state, 'the name of a view');
  const columns = state.atSymbol('(') ? parseNames(state, 'the name of a column') : [];
  skipComment(state);
  state.expectWord('AS', 'before the query of a view');
  return { kind: 'create view', name, columns, query: parseQueryAt(state), span };
}

function skipComment(state: ParseState): void {
  if (state.takeWord('COMMENT')) parseText(state, 'a comment');
}

/** What stands between the parentheses of a table. */
type Elements = { columns: TableColumn[]; watermark: Watermark | undefined; primaryKey: readonly Name[] };

function parseTable(state: ParseState, span: AstStatement['span']): AstStatement {
  skipIfNotExists(state);
  const name = parsePath(state, 'the name of a table');
  const elements: Elements = { columns: [], watermark: undefined, primaryKey: [] };
  const open = state.peek();
  if (state.takeSymbol('(')) {
    if (!state.atSymbol(')')) {
      do parseTableElement(state, elements);
      while (state.takeSymbol(','));
    }
    state.expectClose(open);
  }
  skipComment(state);
  skipDistribution(state);
  const partitionedBy = parsePartitioned(state);
  const options = parseOptions(state);
  const like = state.takeWord('LIKE') ? parseLike(state) : undefined;
  const query = state.takeWord('AS') ? parseQueryAt(state) : undefined;
  return { kind: 'create table', name, ...elements, partitionedBy, options, like, query, span };
}

function parseTableElement(state: ParseState, elements: Elements): void {
  if (state.atWord('WATERMARK') && state.atWord('FOR', 1)) {
    const watermark = parseWatermark(state);
    if (elements.watermark !== undefined) {
      state.report({ message: 'a table has one WATERMARK at most', span: watermark.span });
    }
    elements.watermark = watermark;
    return;
  }
  if (state.atWord('CONSTRAINT') || (state.atWord('PRIMARY') && state.atWord('KEY', 1))) {
    if (state.takeWord('CONSTRAINT')) parseName(state, 'the name of a constraint');
    state.expectWord('PRIMARY', 'in a constraint');
    state.expectWord('KEY', 'after PRIMARY');
    const open = state.peek();
    if (!state.atSymbol('(')) {
      state.report({ message: `( is missing before ${shown(open)}`, span: open.span });
      return;
    }
    elements.primaryKey = parseNames(state, 'the name of a column');
    skipEnforcement(state);
    return;
  }
  elements.columns.push(parseColumn(state, elements));
}

function parseWatermark(state: ParseState): Watermark {
  const { from } = state.next().span;
  state.next();
  const column = parsePath(state, 'the name of a column');
  state.expectWord('AS', 'after the column of a WATERMARK');
  const expression = parseOne(state);
  return { column, expression, span: { from, to: state.peek(-1).span.to } };
}

/** NOT ENFORCED: the data is not the engine's, so it cannot hold a key. */
function skipEnforcement(state: ParseState): void {
  if (state.takeWord('NOT')) state.expectWord('ENFORCED', 'after NOT');
  else if (state.takeWord('ENFORCED')) {
    const message = 'a key cannot be enforced on data that lies elsewhere';
    state.report({ message, hint: 'Write NOT ENFORCED.', span: state.peek(-1).span });
  }
}

function parseColumn(state: ParseState, elements: Elements): TableColumn {
  const name = parseName(state, 'the name of a column');
  const span = () => ({ from: name.span.from, to: state.peek(-1).span.to });
  if (state.takeWord('AS')) {
    const expression = parseOne(state);
    skipComment(state);
    return { kind: 'computed', name, expression, span: span() };
  }
  const element: ElementType = parseElement(state) ?? { type: { kind: 'NULL' }, nullable: true };
  if (state.takeWord('PRIMARY')) {
    state.expectWord('KEY', 'after PRIMARY');
    skipEnforcement(state);
    elements.primaryKey = [name];
  }
  const column = state.takeWord('METADATA') ? parseMetadata(state, name, element) : undefined;
  skipComment(state);
  return { ...(column ?? { kind: 'stored', name, element }), span: span() };
}

function parseMetadata(state: ParseState, name: Name, element: ElementType): TableColumn {
  const key = state.takeWord('FROM') ? parseText(state, 'the key of the metadata').text : undefined;
  return { kind: 'metadata', name, element, key, virtual: state.takeWord('VIRTUAL'), span: name.span };
}

/** Buckets say how a store spreads rows: nothing here depends on them. */
function skipDistribution(state: ParseState): void {
  if (!state.takeWord('DISTRIBUTED')) return;
  while (!['end', 'text'].includes(state.peek().kind) && !atClause(state)) state.next();
}

function atClause(state: ParseState): boolean {
  return ['PARTITIONED', 'WITH', 'LIKE', 'AS'].some((word) => state.atWord(word));
}

function parsePartitioned(state: ParseState): readonly Name[] {
  if (!state.takeWord('PARTITIONED')) return [];
  state.expectWord('BY', 'after PARTITIONED');
  const { span } = state.peek();
  if (state.atSymbol('(')) return parseNames(state, 'the name of a column');
  state.report({ message: 'PARTITIONED BY needs columns in parentheses', span });
  return [];
}

function parseOptions(state: ParseState): readonly Option[] {
  if (!state.takeWord('WITH')) return [];
  const open = state.peek();
  if (!state.takeSymbol('(')) {
    state.report({ message: `( is missing before ${shown(open)}`, span: open.span });
    return [];
  }
  const options: Option[] = [];
  if (!state.atSymbol(')')) {
    do options.push(parseOption(state));
    while (state.takeSymbol(','));
  }
  state.expectClose(open);
  return options;
}

function parseOption(state: ParseState): Option {
  const key = parseText(state, 'the name of an option');
  if (!state.takeSymbol('=')) {
    state.report({ message: `= is missing after '${key.text}'`, span: state.peek().span });
  }
  const { text: value, span } = parseText(state, 'the value of an option');
  return { key: key.text, value, span: { from: key.span.from, to: span.to } };
}

function parseLike(state: ParseState): Name {
  const name = parsePath(state, 'a table');
  if (state.takeSymbol('(')) state.skipToClose();
  return name;
}
