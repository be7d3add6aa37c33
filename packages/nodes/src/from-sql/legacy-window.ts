// The older form of windows: GROUP BY TUMBLE(ts, …), HOP, SESSION, with TUMBLE_START(ts, …) and the like in the list.

import type { Ast, AstCall } from '@weir/sql/parse/ast';
import { requireInterval } from './durations.ts';
import type { ImportContext } from './import-context.ts';
import { pendingWindow } from './import-window.ts';
import type { Relation, WindowShape } from './relation.ts';
import { columnAst, withoutWindowNames } from './relation-steps.ts';
import { settled } from './settle.ts';

/** The input with windows, the keys with their columns, and what stands for the calls in the list. */
export type LegacyWindow = {
  readonly relation: Relation;
  readonly keys: readonly Ast[];
  readonly replace: (node: Ast) => Ast | undefined;
};

const KINDS: ReadonlySet<string> = new Set(['TUMBLE', 'HOP', 'SESSION']);

/** The window among the keys; `undefined` where there is none, `failed` with a report. */
export function legacyWindow(
  ctx: ImportContext,
  input: Relation,
  keys: readonly Ast[],
): LegacyWindow | 'failed' | undefined {
  const call = keys.find((key): key is AstCall => key.kind === 'call' && KINDS.has(key.name));
  if (call === undefined) return undefined;
  const rest = keys.filter((key) => key !== call);
  const plain = settled(ctx, input);
  const shape = plain === undefined ? undefined : shapeOf(ctx, call, plain, rest);
  if (plain === undefined || shape === undefined) return 'failed';
  const free = withoutWindowNames(ctx, plain);
  if (free !== plain) {
    ctx.unsupported(
      'the table has columns called like those of a window',
      call.span,
      'Rename them in a view.',
    );
    return 'failed';
  }
  const relation = pendingWindow(call, plain, shape);
  return {
    relation,
    keys: [...rest, columnAst('window_start'), columnAst('window_end'), columnAst('window_time')],
    replace: (node: Ast) => (node.kind === 'call' ? auxiliary(node, call.name) : undefined),
  };
}

/** `TUMBLE_START(ts, …)` and the like name the window of the row. */
function auxiliary(node: AstCall, kind: string): Ast | undefined {
  const columns: Readonly<Record<string, string>> = {
    [`${kind}_START`]: 'window_start',
    [`${kind}_END`]: 'window_end',
    [`${kind}_ROWTIME`]: 'window_time',
  };
  const column = columns[node.name];
  return column === undefined ? undefined : { ...columnAst(column), span: node.span };
}

function shapeOf(
  ctx: ImportContext,
  call: AstCall,
  input: Relation,
  rest: readonly Ast[],
): WindowShape | undefined {
  const [time, first, second] = call.arguments;
  if (time?.kind !== 'column' || time.name !== input.eventTime) {
    return ctx.report({
      code: 'EVENT_TIME_MISSING',
      message: `${call.name} takes the event time of the table first`,
      hint: 'Give the table a WATERMARK on it, and keep the column unchanged on the way.',
      span: time?.span ?? call.span,
    });
  }
  if (first === undefined || (call.name === 'HOP' && second === undefined)) {
    return ctx.report({ code: 'SQL_ARGUMENTS', message: `${call.name} lacks an interval`, span: call.span });
  }
  const firstMs = requireInterval(ctx, first, `the interval of ${call.name}`);
  if (firstMs === undefined) return undefined;
  if (call.name === 'TUMBLE') return { kind: 'tumbling', sizeMs: firstMs, offsetMs: 0 };
  if (call.name === 'SESSION') {
    const keys = rest
      .map((key) => (key.kind === 'column' ? key.name : undefined))
      .filter((name) => name !== undefined);
    if (keys.length === rest.length) return { kind: 'session', gapMs: firstMs, keys };
    return ctx.unsupported('the keys of a session are columns', call.span, 'Compute them in a view.');
  }
  const sizeMs = second === undefined ? undefined : requireInterval(ctx, second, 'the size of HOP');
  return sizeMs === undefined ? undefined : { kind: 'hopping', sizeMs, slideMs: firstMs, offsetMs: 0 };
}
