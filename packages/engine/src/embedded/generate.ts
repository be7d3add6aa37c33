// Generates one fused function per stage: a loop over a batch, in it every node between two boundaries.
//
// Inside the loop a row is local variables. Nodes nest as labelled blocks: a filter leaves its block, which skips
// everything below it and nothing else. Row errors are caught around a node's own expressions only.
import { type Column, carrierOf, type DataType } from '@weir/shared/data-type';
import { helper, id, type Js, joinJs, js } from '@weir/shared/fragment';
import type { ChangeKind, StreamType } from '@weir/shared/stream-type';
import type { InlineOutput } from '../define-node.ts';
import type { CompiledExpression } from './expressions.ts';
import { inlineCode, type Layout, type LayoutStep } from './layout.ts';

/** Where a stage begins: the output port of a source or operator, or an inline boundary step and its merged input. */
export type StageEntry =
  | { readonly kind: 'output'; readonly port: string; readonly type: StreamType }
  | { readonly kind: 'input'; readonly step: number; readonly type: StreamType };

/** A stage ready to print: `(stores of the entry, channel batches, counts, on row error) => run`. */
export type GeneratedStage = {
  readonly entry: StageEntry;
  readonly code: Js;
  /** Channels it writes, in the order of the `channels` argument. */
  readonly channels: readonly number[];
  /** Output ports whose rows it counts itself, in the order of the `counts` argument. */
  readonly counted: readonly string[];
  /** Output ports that have as many rows as another counted port or (`undefined`) as the entry. */
  readonly aliases: ReadonlyMap<string, string | undefined>;
};

type Scope = {
  readonly layout: Layout;
  readonly changes: ChangeKind;
  readonly channels: number[];
  readonly counted: string[];
  readonly aliases: Map<string, string | undefined>;
  readonly preamble: Js[];
  readonly epilogue: Js[];
  columns: number;
};

/** A value in scope: an identifier with the NULL fact that decides how it is stored. */
type Local = { readonly js: Js; readonly column: Column };

/**
 * Generates a stage.
 *
 * @returns `undefined` when nothing reads the entry.
 */
export function generateStage(layout: Layout, entry: StageEntry): GeneratedStage | undefined {
  const scope: Scope = {
    layout,
    changes: entry.type.changes,
    channels: [],
    counted: [],
    aliases: new Map(),
    preamble: [],
    epilogue: [],
    columns: entry.type.columns.length,
  };
  const locals = entry.type.columns.map((column, index): Local => ({ js: id('c', index), column }));
  const wanted = entryDemand(layout, entry);
  const body =
    entry.kind === 'output'
      ? deliver(scope, entry.port, locals, undefined)
      : emitStep(scope, stepAt(layout, entry.step), locals, undefined);
  if (body === undefined) return undefined;
  const loads = [...wanted]
    .sort((a, b) => a - b)
    .map((index) => loadColumn(scope, index, entry.type.columns[index]));
  const code = js`
${joinJs(scope.preamble)}
for (let i = from; i < to; i += 1) {
const q = b.sequence[i];${scope.changes === 'append' ? js`` : js` const u = b.kinds[i];`}
${joinJs(loads)}
${body}
}
${joinJs(scope.epilogue)}`;
  return { entry, code, channels: scope.channels, counted: scope.counted, aliases: scope.aliases };
}

/** Columns of the entry batch that the stage reads. */
export function entryDemand(layout: Layout, entry: StageEntry): ReadonlySet<number> {
  if (entry.kind === 'output') return layout.demand.get(entry.port) ?? new Set();
  const from = stepAt(layout, entry.step).step.inputs[0]?.from ?? '';
  return layout.demand.get(from) ?? new Set();
}

function stepAt(layout: Layout, index: number): LayoutStep {
  const step = layout.steps[index];
  if (step === undefined) throw new Error('bug: step out of range');
  return step;
}

function loadColumn(scope: Scope, index: number, column: Column | undefined): Js {
  if (column === undefined) throw new Error('bug: column out of range');
  const value = id('c', index);
  const values = id('v', index);
  const carrier = carrierOf(column.type);
  if (carrier === 'reference') {
    scope.preamble.push(js`const ${values} = b.stores[${index}].values;`);
    return js`const ${value} = ${values}[i];`;
  }
  const nulls = id('z', index);
  scope.preamble.push(js`const ${values} = b.stores[${index}].floats, ${nulls} = b.stores[${index}].nulls;`);
  if (carrier === 'wide') {
    const big = id('g', index);
    scope.preamble.push(js`const ${big} = b.stores[${index}].big;`);
    return js`let ${value} = ${values}[i]; if (${value} !== ${value}) ${value} = ${nulls}[i] === 1 ? null : ${big}[i];`;
  }
  return column.nullable
    ? js`const ${value} = ${nulls}[i] === 1 ? null : ${values}[i];`
    : js`const ${value} = ${values}[i];`;
}

/** Code that hands a row of an output port to every consumer; `undefined` when there is none. */
function deliver(
  scope: Scope,
  port: string,
  row: readonly Local[],
  countedBy: string | undefined,
): Js | undefined {
  const parts: Js[] = [];
  for (const consumer of scope.layout.consumers.get(port) ?? []) {
    const target = stepAt(scope.layout, consumer.step);
    const channel = target.channels[consumer.input];
    const part =
      channel === undefined
        ? emitStep(scope, target, row, countedBy)
        : writeChannel(scope, channel.index, port, row);
    if (part !== undefined) parts.push(part);
  }
  const tap = scope.layout.taps.get(port);
  if (tap !== undefined) parts.push(writeChannel(scope, tap.index, port, row));
  return parts.length === 0 ? undefined : joinJs(parts);
}

/** An inline node: its outputs one after another, everything below them nested. */
function emitStep(
  scope: Scope,
  step: LayoutStep,
  row: readonly Local[],
  countedBy: string | undefined,
): Js | undefined {
  const { ways, outputs } = inlineCode(
    step,
    row.map((local) => local.js),
  );
  if (ways === undefined)
    return joinJs(outputs.map((output, index) => emitOutput(scope, step, { output, index, row, countedBy })));
  // The ways are computed once, so that a row for which they cannot be computed fails once.
  const target = id('w', scope.columns++);
  const label = js`${id('l', step.index)}_w`;
  const parts = outputs.map((output, index) => {
    const code = js`(${target} & ${2 ** (output.way ?? 0)}) !== 0`;
    const when = { code, fallible: false, type: BOOLEAN, nullable: false, uses: new Set<number>() };
    return emitOutput(scope, step, { output: { ...output, when }, index, row, countedBy });
  });
  return js`${label}: {
${compute(step, label, [{ target, expression: ways }])}
${joinJs(parts)}
}`;
}

const BOOLEAN: DataType = { kind: 'BOOLEAN' };

function emitOutput(
  scope: Scope,
  step: LayoutStep,
  way: {
    readonly output: InlineOutput;
    readonly index: number;
    readonly row: readonly Local[];
    readonly countedBy: string | undefined;
  },
): Js {
  const { output, row } = way;
  const port = `${step.step.nodeId}.${output.port}`;
  const type = step.step.outputs[output.port];
  if (type === undefined) throw new Error(`bug: ${port} has no type`);
  const wanted = scope.layout.demand.get(port) ?? new Set();
  const label = js`${id('l', step.index)}_${way.index}`;
  const own: Assignment[] = [];
  const test = output.when === undefined ? undefined : id('w', scope.columns++);
  const outRow = output.columns.map((expression, index): Local => {
    const column = type.columns[index];
    if (column === undefined) throw new Error(`bug: ${port} has too many columns`);
    const passed = expression.identity === undefined ? undefined : row[expression.identity];
    if (passed !== undefined) return { js: passed.js, column: passed.column };
    const target = id('c', scope.columns++);
    if (wanted.has(index) || expression.fallible) own.push({ target, expression });
    return { js: target, column: { ...column, type: expression.type, nullable: expression.nullable } };
  });
  const counts = output.when !== undefined || own.some((item) => item.expression.fallible);
  if (counts) scope.counted.push(port);
  else scope.aliases.set(port, way.countedBy);
  const counter = id('n', counts ? scope.counted.length - 1 : 0);
  if (counts) {
    scope.preamble.push(js`let ${counter} = 0;`);
    scope.epilogue.push(js`counts[${scope.counted.length - 1}] += ${counter};`);
  }
  const below = deliver(scope, port, outRow, counts ? port : way.countedBy) ?? js``;
  // The condition comes first, so that the columns of a row that is not wanted cannot fail.
  const condition =
    output.when === undefined || test === undefined
      ? js``
      : conditionCode(step, label, { target: test, expression: output.when });
  return js`${label}: {
${condition}
${compute(step, label, own)}
${counts ? js`${counter} += 1;` : js``}
${below}
}`;
}

type Assignment = { readonly target: Js; readonly expression: CompiledExpression };

function conditionCode(step: LayoutStep, label: Js, when: Assignment): Js {
  if (!when.expression.fallible) return js`if (${when.expression.code} !== true) break ${label};`;
  return js`${compute(step, label, [when])}
if (${when.target} !== true) break ${label};`;
}

/** A node's own expressions; in a try block when one can fail: a RowError leaves the node's block, anything else is a bug. */
function compute(step: LayoutStep, label: Js, own: readonly Assignment[]): Js {
  if (!own.some((item) => item.expression.fallible)) {
    return joinJs(own.map((item) => js`const ${item.target} = ${item.expression.code};`));
  }
  const names = joinJs(
    own.map((item) => item.target),
    ', ',
  );
  const sets = joinJs(own.map((item) => js`${item.target} = ${item.expression.code};`));
  return js`let ${names};
try {
${sets}
} catch (error) {
failed(${step.index}, error, i);
break ${label};
}`;
}

function writeChannel(scope: Scope, channel: number, port: string, row: readonly Local[]): Js {
  const slot = scope.channels.length;
  scope.channels.push(channel);
  const batch = id('o', slot);
  const next = id('p', slot);
  const wanted = scope.layout.demand.get(port) ?? new Set();
  scope.preamble.push(js`const ${batch} = channels[${slot}]; ${batch}.reserve(${batch}.length + to - from);
let ${next} = ${batch}.length; const ${batch}s = ${batch}.sequence, ${batch}k = ${batch}.kinds;`);
  const writes = [...wanted]
    .sort((a, b) => a - b)
    .map((index) => {
      // A column that is never NULL keeps the zeros its memory began with.
      const nullable = scope.layout.channels[channel]?.type.columns[index]?.nullable !== false;
      return writeColumn(scope, batch, { index, slot, next, local: row[index], nullable });
    });
  scope.epilogue.push(js`${batch}.length = ${next};`);
  const kind = scope.changes === 'append' ? js`` : js` ${batch}k[${next}] = u;`;
  return js`${joinJs(writes)}
${batch}s[${next}] = q;${kind} ${next} += 1;`;
}

function writeColumn(
  scope: Scope,
  batch: Js,
  place: {
    readonly index: number;
    readonly slot: number;
    readonly next: Js;
    readonly local: Local | undefined;
    readonly nullable: boolean;
  },
): Js {
  const { index, next, local } = place;
  if (local === undefined) throw new Error('bug: column out of range');
  const store = js`${id('s', place.slot)}_${index}`;
  const carrier = carrierOf(local.column.type);
  if (carrier === 'reference') {
    scope.preamble.push(js`const ${store} = ${batch}.stores[${index}].values;`);
    return js`${store}[${next}] = ${local.js};`;
  }
  const notNull = place.nullable ? js` ${store}z[${next}] = 0;` : js``;
  scope.preamble.push(
    js`const ${store} = ${batch}.stores[${index}].floats, ${store}o = ${batch}.stores[${index}], ${store}z = ${store}o.nulls;`,
  );
  if (carrier === 'wide') {
    return js`if (typeof ${local.js} === 'number') { ${store}[${next}] = ${local.js};${notNull} } else ${helper('setWide')}(${store}o, ${next}, ${local.js});`;
  }
  if (!local.column.nullable) return js`${store}[${next}] = ${local.js};${notNull}`;
  return js`if (${local.js} === null) { ${store}[${next}] = NaN; ${store}z[${next}] = 1; } else { ${store}[${next}] = ${local.js}; ${store}z[${next}] = 0; }`;
}
