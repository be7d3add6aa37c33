// Makes the operators of a plan: each gets its output batches, its late and reject routes, and the compiler.

import type { Column, Value } from '@weir/shared/data-type';
import { id, type Js, js } from '@weir/shared/fragment';
import { checkAggregate } from '@weir/sql/check/check';
import { compileValue } from '../embedded/compile.ts';
import { compileExpression } from '../embedded/expressions.ts';
import { inputTypes, type Layout, type LayoutStep } from '../embedded/layout.ts';
import type { Host } from '../host.ts';
import { Batch } from './batch.ts';
import type { DeadLetters } from './dead-letters.ts';
import { helpersOf } from './helpers.ts';
import type { Operator } from './operator.ts';

/** An operator in a job. */
export type RunningOperator = {
  readonly nodeId: string;
  readonly step: number;
  readonly operator: Operator;
  readonly outputs: readonly { readonly port: string; readonly batch: Batch }[];
};

type World = {
  readonly host: Host;
  readonly letters: DeadLetters;
  readonly progress: () => void;
};

/** Opens every operator of a layout, with empty state. */
export function openOperators(layout: Layout, world: World): readonly RunningOperator[] {
  return layout.steps.flatMap((step) =>
    step.definition.embedded.kind === 'operator' ? [open(layout, step, world)] : [],
  );
}

function open(layout: Layout, step: LayoutStep, world: World): RunningOperator {
  const form = step.definition.embedded;
  if (form.kind !== 'operator') throw new Error('bug: not an operator');
  const { nodeId, outputs } = step.step;
  const batches = new Map(Object.entries(outputs).map(([port, type]) => [port, new Batch(type.columns)]));
  const inputs = inputTypes(step.step);
  const columnsOf = (port: string): readonly Column[] => inputs[port]?.columns ?? [];
  const isConnected = (port: string): boolean => layout.consumers.has(`${nodeId}.${port}`);
  const out = (port: string): Batch => {
    const batch = batches.get(port);
    if (batch === undefined) throw new Error(`bug: node ${nodeId} has no output ${port}`);
    return batch;
  };
  const operator = form.create({
    config: step.step.config,
    inputs,
    outputs,
    out,
    connected: isConnected,
    late: (input, row) => {
      const connected = isConnected('late');
      world.letters.late(nodeId, !connected, input, row);
      if (connected) out('late').push(input.row(row), input.sequence[row] ?? 0, input.kinds[row]);
    },
    reject: (code, message, input, row) => world.letters.reject(nodeId, { code, message }, input, row),
    now: world.host.now,
    progress: world.progress,
    aggregate: (text, port) => {
      const checked = checkAggregate(text, columnsOf(port));
      if (!checked.ok) throw new Error('bug: unchecked aggregate');
      return checked.aggregate;
    },
    evaluate: (text, port) => compileEvaluator(text, columnsOf(port), world.host),
    compile: (code: Js) => compileValue(code, world.host.compile, helpersOf(world.host)),
    typeOf: (text, port) => {
      const compiled = compileExpression(
        text,
        columnsOf(port),
        columnsOf(port).map((_, index) => id('c', index)),
      );
      return { type: compiled.type, nullable: compiled.nullable };
    },
  });
  return {
    nodeId,
    step: step.index,
    operator,
    outputs: [...batches].map(([port, batch]) => ({ port: `${nodeId}.${port}`, batch })),
  };
}

function compileEvaluator(
  text: string,
  columns: readonly Column[],
  host: Host,
): (batch: Batch, row: number) => Value {
  const compiled = compileExpression(
    text,
    columns,
    columns.map((_, index) => js`b.get(${index}, i)`),
  );
  // The fragment is an arrow function of exactly these parameters.
  return compileValue(js`(b, i) => ${compiled.code}`, host.compile, helpersOf(host)) as (
    batch: Batch,
    row: number,
  ) => Value;
}
