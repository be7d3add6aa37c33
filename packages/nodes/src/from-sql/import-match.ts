// MATCH_RECOGNIZE as a pattern node.

import type { AstMatch } from '@weir/sql/statements/ast-match';
import type { ImportContext } from './import-context.ts';
import type { Relation } from './relation.ts';
import type { Source } from './scope.ts';

/** The matches of a pattern in the rows of a source. */
export function importMatch(ctx: ImportContext, match: AstMatch, _input: Source): Relation | undefined {
  return ctx.unsupported('MATCH_RECOGNIZE is not built yet', match.span);
}
