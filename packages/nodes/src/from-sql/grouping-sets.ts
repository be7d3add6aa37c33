// GROUP BY as lists of keys: one of plain keys, several of GROUPING SETS, ROLLUP and CUBE.

import type { Ast } from '@weir/sql/parse/ast';
import { sameAst } from '@weir/sql/query/ast-walk';
import type { AstSelect } from '@weir/sql/statements/ast-query';
import type { ImportContext } from './import-context.ts';

/** Lists of keys that one GROUP BY may stand for; each becomes an aggregate of its own. */
const GROUPING_SETS_MAX = 64;

/** All keys in the order of the text, and the keys of each list. */
export type Grouping = { readonly keys: readonly Ast[]; readonly sets: readonly (readonly Ast[])[] };

/** The lists of keys; several parts of GROUP BY are combined each with each. `undefined` with a report. */
export function groupingOf(ctx: ImportContext, groupBy: AstSelect['groupBy']): Grouping | undefined {
  if (groupBy === undefined) return { keys: [], sets: [[]] };
  let sets: readonly (readonly Ast[])[] = [[]];
  for (const item of groupBy.items) {
    const own = item.kind === 'key' ? [[item.expression]] : expanded(item.kind, item.items);
    if (own === undefined || sets.length * own.length > GROUPING_SETS_MAX) {
      const message = `this groups in more than ${GROUPING_SETS_MAX} ways`;
      return ctx.report({ code: 'SQL_LIMIT', message, span: groupBy.span });
    }
    sets = sets.flatMap((set) => own.map((keys) => [...set, ...keys]));
  }
  const distinct = sets.map((set) => unique(set.filter(({ kind }) => kind !== 'literal')));
  return { keys: unique(distinct.flat()), sets: distinct };
}

function expanded(
  kind: 'sets' | 'rollup' | 'cube',
  items: readonly (readonly Ast[])[],
): readonly (readonly Ast[])[] | undefined {
  switch (kind) {
    case 'sets':
      return items;
    case 'rollup':
      return Array.from({ length: items.length + 1 }, (_, index) =>
        items.slice(0, items.length - index).flat(),
      );
    case 'cube': {
      if (2 ** items.length > GROUPING_SETS_MAX) return undefined;
      return Array.from({ length: 2 ** items.length }, (_, index) =>
        // The first item is the highest bit, and a set bit leaves it out: the order in which Flink expands a cube.
        items.filter((__, at) => (index & (1 << (items.length - 1 - at))) === 0).flat(),
      );
    }
  }
}

function unique(keys: readonly Ast[]): readonly Ast[] {
  return keys.filter((key, index) => keys.findIndex((other) => sameAst(other, key)) === index);
}
