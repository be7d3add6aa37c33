// How a plan is cut into stages: where rows travel in batches, and what is fused in between.
//
// A boundary is a source's output, an operator's input and output, a sink's input, and the input of a node that several
// edges enter (rows are merged there in the order of their source rows). Everything between boundaries is one generated
// function per output that starts it. Unfused, every node is a boundary: the same code with a clock around each node,
// used on some batches to measure time per node, and to look at the rows of any edge.

import { id } from '@weir/shared/fragment';
import { splitPort } from '@weir/shared/graph';
import { placeOf, placesOf, type StreamType } from '@weir/shared/stream-type';
import type { AnyNodeDefinition, Catalogue, InlineContext, InlineOutput } from '../define-node.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { computedDemand } from '../runtime/computed-columns.ts';
import { type CompiledExpression, compileCondition, compileExpression, passColumn } from './expressions.ts';

/** A place where rows wait in a batch for a node: one per edge that enters a boundary. */
export type Channel = {
  readonly index: number;
  readonly step: number;
  /** Index into the step's inputs; -1 for a tap. */
  readonly input: number;
  readonly type: StreamType;
  readonly from: string;
};

/** What the engine knows of a step beyond the plan. */
export type LayoutStep = {
  readonly index: number;
  readonly step: PlanStep;
  readonly definition: AnyNodeDefinition;
  /** Channels of a boundary step, in the order of its inputs; empty for a fused step. */
  readonly channels: readonly Channel[];
};

/** Options of a layout. */
export type LayoutOptions = {
  readonly fused: boolean;
  /** Output ports, `node.port`, whose rows somebody looks at: each gets a channel of its own with every column. */
  readonly taps: ReadonlySet<string>;
  /**
   * True when no other ports will be looked at while the job lives. Only then do operators keep rows without the columns
   * that nothing reads: a row kept today may be looked at tomorrow.
   */
  readonly sealed: boolean;
};

export type Layout = {
  readonly steps: readonly LayoutStep[];
  readonly channels: readonly Channel[];
  /** The channel of each tapped port. */
  readonly taps: ReadonlyMap<string, Channel>;
  /** Consumers of an output port, `node.port`: step index and input index, in the order of the plan. */
  readonly consumers: ReadonlyMap<string, readonly { readonly step: number; readonly input: number }[]>;
  /** Columns of an output port that anything downstream reads. */
  readonly demand: ReadonlyMap<string, ReadonlySet<number>>;
};

/** Nodes in a row that are fused at most. */
const FUSED_NODES_MAX = 64;

/** Cuts a plan into boundaries and computes which columns each edge must carry. */
export function layout(plan: Plan, catalogue: Catalogue, options: LayoutOptions): Layout {
  const channels: Channel[] = [];
  const consumers = new Map<string, { step: number; input: number }[]>();
  const depths = new Map<string, number>();
  const steps = plan.steps.map((step, index): LayoutStep => {
    const definition = catalogue.get(step.type);
    if (definition === undefined)
      throw new Error(`bug: planned node type ${step.type} is not in the catalogue`);
    step.inputs.forEach((input, position) => {
      const list = consumers.get(input.from) ?? [];
      list.push({ step: index, input: position });
      consumers.set(input.from, list);
    });
    // A chain of thousands of nodes is cut now and then: fused code nests, and so do those who generate and parse it.
    const above = depths.get(splitPort(step.inputs[0]?.from ?? '.').nodeId) ?? 0;
    const isInline = definition.embedded.kind === 'inline';
    const boundary = !isInline || step.inputs.length > 1 || !options.fused || above >= FUSED_NODES_MAX;
    depths.set(step.nodeId, isInline ? (boundary ? 1 : above + 1) : 0);
    const own = boundary
      ? step.inputs.map((input, position): Channel => {
          const channel = {
            index: channels.length,
            step: index,
            input: position,
            type: input.type,
            from: input.from,
          };
          channels.push(channel);
          return channel;
        })
      : [];
    return { index, step, definition, channels: own };
  });
  const taps = new Map<string, Channel>();
  for (const { step, index } of steps) {
    for (const [port, type] of Object.entries(step.outputs)) {
      const from = `${step.nodeId}.${port}`;
      if (!options.taps.has(from)) continue;
      const channel = { index: channels.length, step: index, input: -1, type, from };
      channels.push(channel);
      taps.set(from, channel);
    }
  }
  return { steps, channels, taps, consumers, demand: demands(steps, consumers, options) };
}

function demands(
  steps: readonly LayoutStep[],
  consumers: Layout['consumers'],
  options: LayoutOptions,
): ReadonlyMap<string, ReadonlySet<number>> {
  const demand = new Map<string, ReadonlySet<number>>();
  for (const step of [...steps].reverse()) {
    for (const [port, type] of Object.entries(step.step.outputs)) {
      const wanted = new Set<number>();
      const reference = `${step.step.nodeId}.${port}`;
      for (const consumer of consumers.get(reference) ?? []) {
        const target = steps[consumer.step];
        if (target !== undefined) addAll(wanted, inputNeeds(target, consumer.input, demand, options));
      }
      if (options.taps.has(reference)) addAll(wanted, new Set(type.columns.keys()));
      const eventTime = placeOf(type.columns, type.eventTime);
      if (eventTime >= 0 && step.definition.embedded.kind === 'source') wanted.add(eventTime);
      demand.set(reference, withComputed(step, type, wanted));
    }
  }
  return demand;
}

/** What a source must carry: computed columns need those that they are made from. */
function withComputed(step: LayoutStep, output: StreamType, wanted: Set<number>): ReadonlySet<number> {
  const form = step.definition.embedded;
  if (form.kind !== 'source') return wanted;
  const { computed = [] } = form.open({ config: step.step.config, output });
  return computed.length === 0 ? wanted : computedDemand(output.columns, computed, wanted);
}

function inputNeeds(
  target: LayoutStep,
  input: number,
  demand: ReadonlyMap<string, ReadonlySet<number>>,
  options: LayoutOptions,
): ReadonlySet<number> {
  const form = target.definition.embedded;
  const columns = target.step.inputs[input]?.type.columns ?? [];
  const all = new Set(columns.keys());
  if (form.kind === 'operator') {
    const port = target.step.inputs[input]?.port ?? '';
    const wanted = (output: string): readonly string[] => {
      const columns = target.step.outputs[output]?.columns ?? [];
      if (!options.sealed) return columns.map((column) => column.name);
      return [...(demand.get(`${target.step.nodeId}.${output}`) ?? [])].map((at) => columns[at]?.name ?? '');
    };
    const { config } = target.step;
    const names = form.needs?.({ config, inputs: inputTypes(target.step), wanted })[port];
    if (names === undefined) return all;
    const read = new Set(placesOf(columns, names).filter((index) => index >= 0));
    // Late rows leave as they came: what is read of them is read of the input.
    addAll(read, demand.get(`${target.step.nodeId}.late`) ?? new Set());
    return read;
  }
  if (form.kind !== 'inline') return all;
  const needs = new Set<number>();
  const code = inlineCode(target, placeholders(target));
  if (code.ways !== undefined) addAll(needs, code.ways.uses);
  for (const output of code.outputs) {
    if (output.when !== undefined) addAll(needs, output.when.uses);
    const wanted = demand.get(`${target.step.nodeId}.${output.port}`);
    output.columns.forEach((column, index) => {
      // A column that can fail is computed even when nobody reads it: pruning must not change which rows are errors.
      if (column.fallible || wanted?.has(index) === true) addAll(needs, column.uses);
    });
  }
  return needs;
}

/** Stream types of a step's inputs by port; of a port with several edges the first counts. */
export function inputTypes(step: PlanStep): Readonly<Record<string, StreamType>> {
  const types: Record<string, StreamType> = {};
  for (const input of step.inputs) types[input.port] ??= input.type;
  return types;
}

function placeholders(step: LayoutStep): InlineContext<never>['columns'] {
  return (step.step.inputs[0]?.type.columns ?? []).map((_, index) => id('c', index));
}

/**
 * The type of the rows that an inline step sees: of several inputs, a column can be NULL when it can in any, and rows can
 * be taken back when they can in any.
 */
export function inlineInput(step: PlanStep): StreamType {
  const first = step.inputs[0]?.type;
  if (first === undefined) throw new Error('bug: an inline step without an input');
  if (step.inputs.length === 1) return first;
  const columns = first.columns.map((column, index) => ({
    ...column,
    nullable: step.inputs.some((input) => input.type.columns[index]?.nullable === true),
  }));
  const changes = step.inputs.some((input) => input.type.changes === 'retract') ? 'retract' : 'append';
  return { ...first, columns, changes };
}

/** What an inline step writes, over identifiers for its input columns. */
export function inlineCode(
  step: LayoutStep,
  ids: InlineContext<never>['columns'],
): {
  readonly ways: CompiledExpression | undefined;
  readonly outputs: readonly (InlineOutput & { readonly way?: number })[];
} {
  const form = step.definition.embedded;
  if (form.kind !== 'inline') throw new Error('bug: not an inline step');
  const input = inlineInput(step.step);
  const code = form.emit({
    config: step.step.config,
    input,
    columns: ids,
    expression: (text) => compileExpression(text, input.columns, ids),
    condition: (text) => compileCondition(text, input.columns, ids),
    pass: (index) => passColumn(input.columns, ids, index),
  });
  return 'ways' in code ? code : { ways: undefined, outputs: code };
}

function addAll(into: Set<number>, from: ReadonlySet<number>): void {
  for (const value of from) into.add(value);
}
