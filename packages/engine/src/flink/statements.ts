// The Flink SQL of a pipeline, statement by statement, for people to read. Not run on Flink yet.
import type { Column } from '@weir/shared/data-type';
import { type Sql, sqlId } from '@weir/shared/fragment';
import { type Graph, splitPort } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate, checkExpression } from '@weir/sql/check/check';
import { aggregateToFlink } from '@weir/sql/flink/aggregate-to-flink';
import { toFlinkSql } from '@weir/sql/flink/to-flink';
import type { Catalogue, FlinkForm } from '../define-node.ts';
import { type PlanStep, plan } from '../plan/plan.ts';

/** A statement, and a note where the node has no Flink form or a restriction. */
export type FlinkStatement = {
  readonly nodeId: string;
  readonly text: string;
  readonly note?: string | undefined;
};

/** Statements in the order in which Flink takes them: tables and views first, then one statement set of inserts. */
export function flinkStatements(graph: Graph, catalogue: Catalogue): readonly FlinkStatement[] {
  const planned = plan(graph, catalogue).plan;
  if (planned === undefined) return [];
  const before: FlinkStatement[] = [];
  const inserts: FlinkStatement[] = [];
  for (const step of planned.steps) {
    const form = flinkForm(step, catalogue);
    const { nodeId } = step;
    switch (form.kind) {
      case 'table':
        before.push({ nodeId, text: `${form.create.text};` });
        break;
      case 'view':
        before.push({ nodeId, text: `CREATE TEMPORARY VIEW ${sqlId(nodeId).text} AS\n${form.query.text};` });
        break;
      case 'sink':
        before.push({ nodeId, text: `${form.create.text};` });
        inserts.push({ nodeId, text: `${form.insert.text};` });
        break;
      case 'unsupported':
        before.push({ nodeId, text: '', note: form.reason });
        break;
    }
  }
  return [...before, ...inserts];
}

function flinkForm(step: PlanStep, catalogue: Catalogue): FlinkForm {
  const definition = catalogue.get(step.type);
  if (definition === undefined) return { kind: 'unsupported', reason: 'unknown node type' };
  const late = step.inputs.find((input) => splitPort(input.from).port !== 'out');
  if (late !== undefined)
    return { kind: 'unsupported', reason: `reads port ${late.from}, which has no Flink form yet` };
  const inputs: Record<string, StreamType[]> = {};
  const from: Record<string, Sql[]> = {};
  for (const input of step.inputs) {
    inputs[input.port] = [...(inputs[input.port] ?? []), input.type];
    from[input.port] = [...(from[input.port] ?? []), sqlId(splitPort(input.from).nodeId)];
  }
  return definition.flink({
    config: step.config,
    nodeId: step.nodeId,
    inputs,
    from,
    output: step.outputs['out'],
    expression: flinkExpression,
  });
}

function flinkExpression(text: string, columns: readonly Column[]): Sql {
  const scalar = checkExpression(text, columns);
  if (scalar.ok) return toFlinkSql(scalar.expression);
  const aggregate = checkAggregate(text, columns);
  if (aggregate.ok) return aggregateToFlink(aggregate.aggregate);
  throw new Error('bug: unchecked expression');
}
