// Union: all rows of several inputs in one stream.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { sameType, typeText } from '@weir/shared/data-type';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import type { StreamType } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

export const union = defineNode({
  type: 'union',
  palette: {
    group: 'transform',
    title: 'Union',
    summary: 'Puts the rows of several inputs into one stream.',
    icon: 'union',
    key: 'u',
    keywords: ['merge', 'union all', 'combine'],
  },
  docs: `Passes on every row of every input (SQL's UNION ALL). The inputs need the same columns in the same order, by name and type.

**Time.** The watermark is the lowest of the inputs', so the slowest source holds time back. **Order** is kept per input; none is
promised between inputs (R9).`,
  inputs: [{ name: 'in', title: 'Rows', many: true }],
  outputs: [{ name: 'out', title: 'All rows' }],
  fields: {},
  meaning: () => 'all rows of all inputs',
  infer: ({ inputs }) => {
    const types = inputs['in'] ?? [];
    const first = types[0];
    if (first === undefined) return { outputs: undefined, problems: [] };
    const problems = types.slice(1).flatMap((type, index) => difference(first, type, index + 2));
    if (problems.length > 0) return { outputs: undefined, problems };
    const columns = first.columns.map((column, index) => ({
      ...column,
      nullable: types.some((type) => type.columns[index]?.nullable === true),
    }));
    const eventTime = types.every((type) => type.eventTime === first.eventTime) ? first.eventTime : undefined;
    const changes = types.some((type) => type.changes === 'retract') ? 'retract' : 'append';
    return { outputs: { out: { columns, eventTime, changes } }, problems: [] };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'inline',
    emit: ({ input, pass }) => [{ port: 'out', columns: input.columns.map((_, index) => pass(index)) }],
  },
  flink: ({ from, inputs }) => {
    const tables = from['in'] ?? [];
    const names = joinSql(
      (inputs['in']?.[0]?.columns ?? []).map((column) => sqlId(column.name)),
      ', ',
    );
    const [first, ...rest] = tables.map((table) => sql`SELECT ${names} FROM ${table}`);
    if (first === undefined) return { kind: 'unsupported', reason: 'the input is not connected' };
    return { kind: 'view', query: rest.reduce((all, next) => sql`${all} UNION ALL ${next}`, first) };
  },
  cases,
});

function difference(first: StreamType, other: StreamType, position: number): readonly NodeProblem[] {
  const problem = (message: string): NodeProblem => ({
    code: 'UNION_COLUMNS',
    port: 'in',
    message: `input ${position} ${message}`,
    hint: 'Make the columns alike with a Project before the union.',
  });
  if (first.columns.length !== other.columns.length) {
    return [problem(`has ${other.columns.length} columns where the first has ${first.columns.length}`)];
  }
  for (const [index, column] of first.columns.entries()) {
    const match = other.columns[index];
    if (match === undefined || match.name !== column.name || !sameType(match.type, column.type)) {
      const found = match === undefined ? 'nothing' : `${match.name} ${typeText(match.type)}`;
      return [problem(`has ${found} where the first has ${column.name} ${typeText(column.type)}`)];
    }
  }
  return [];
}
