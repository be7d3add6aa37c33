// What a person would not have drawn: views that nobody reads, and a Project right behind another.

import type { JsonValue } from '@weir/shared/graph';
import { EXPRESSION_CHARS_MAX } from '@weir/shared/limits';
import type { Ast } from '@weir/sql/parse/ast';
import { identifierText } from '@weir/sql/parse/names';
import { parseExpression } from '@weir/sql/parse/parse';
import { printExpression } from '@weir/sql/parse/print';
import { mapAst } from '@weir/sql/query/ast-walk';
import { z } from 'zod';

/** A node while the graph is being built. */
export type DraftNode = {
  readonly id: string;
  readonly type: string;
  readonly config: Record<string, JsonValue>;
};

/** An edge between ports. */
export type DraftEdge = { readonly from: string; readonly to: string };

/** Ids of nodes whose rows reach a sink; all when there is none. */
export function reaching(
  nodes: readonly DraftNode[],
  edges: readonly DraftEdge[],
  sinks: ReadonlySet<string>,
): ReadonlySet<string> {
  if (sinks.size === 0) return new Set(nodes.map(({ id }) => id));
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = before.get(nodeOf(to)) ?? [];
    list.push(nodeOf(from));
    before.set(nodeOf(to), list);
  }
  const found = new Set(sinks);
  const pending = [...sinks];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const source of before.get(id) ?? []) {
      if (found.has(source)) continue;
      found.add(source);
      pending.push(source);
    }
  }
  return found;
}

/** The node of a port. */
export function nodeOf(port: string): string {
  return port.slice(0, port.indexOf('.'));
}

const projectSchema = z.object({
  columns: z.array(z.object({ name: z.string(), expression: z.string() })),
  keep: z.boolean(),
});

type Project = z.infer<typeof projectSchema>;

/** One Project that does what `first` and then `second` do; `undefined` when that would compute something twice. */
export function fused(
  first: Record<string, JsonValue>,
  second: Record<string, JsonValue>,
): Project | undefined {
  const a = projectSchema.safeParse(first).data;
  const b = projectSchema.safeParse(second).data;
  if (a === undefined || b === undefined || a.keep) return undefined;
  const made = new Map<string, Ast>();
  for (const { name, expression } of a.columns) {
    const parsed = parseExpression(expression).expression;
    if (parsed === undefined) return undefined;
    made.set(name, parsed);
  }
  const uses = new Map<string, number>();
  const columns: Project['columns'] = [];
  for (const { name, expression } of written(a, b)) {
    const parsed = parseExpression(expression).expression;
    if (parsed === undefined) return undefined;
    const text = printExpression(
      mapAst(parsed, (part) => {
        const found = part.kind === 'column' ? made.get(part.name) : undefined;
        if (part.kind === 'column') uses.set(part.name, (uses.get(part.name) ?? 0) + 1);
        return found;
      }),
    );
    if (text.length > EXPRESSION_CHARS_MAX) return undefined;
    columns.push({ name, expression: text });
  }
  const isTwice = [...uses].some(([name, count]) => count > 1 && made.get(name)?.kind !== 'column');
  return isTwice ? undefined : { columns, keep: false };
}

/** The columns of the second Project, with those that it keeps of the first one written out. */
function written(a: Project, b: Project): Project['columns'] {
  if (!b.keep) return b.columns;
  const kept = a.columns.map(
    ({ name }) => b.columns.find((own) => own.name === name) ?? { name, expression: identifierText(name) },
  );
  return [...kept, ...b.columns.filter(({ name }) => !a.columns.some((own) => own.name === name))];
}
