// Stream types of one node: SQL fields checked against the inputs, then the definition's own inference.
import type { Column } from '@weir/shared/data-type';
import { isEventTime } from '@weir/shared/data-type';
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { GraphNode } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import { checkAggregate, checkCondition, checkExpression } from '@weir/sql/check/check';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import type { AnyNodeDefinition, NodeProblem } from '../define-node.ts';
import { type Field, fieldApplies, isEmptyValue, type NamedExpression, type OrderColumn } from '../field.ts';
import type { ConfigValue, Settings } from './settings.ts';

/** Types of the edges that come in, by port; `undefined` where the node above has a problem. */
export type NodeTypes = Readonly<Record<string, readonly (StreamType | undefined)[]>>;

export type NodeInference = {
  readonly problems: readonly Diagnostic[];
  readonly outputs: Readonly<Record<string, StreamType>> | undefined;
};

/** Infers the output types of a node, or says why it cannot. */
export function inferNode(request: {
  readonly node: GraphNode;
  readonly definition: AnyNodeDefinition;
  readonly settings: Settings;
  readonly inputs: NodeTypes;
}): NodeInference {
  const { node, definition, settings } = request;
  const inputs = completeInputs(definition, request.inputs);
  if (inputs === undefined) return { problems: [], outputs: undefined };
  const problems: Diagnostic[] = [];
  const add = (problem: NodeProblem): void => {
    problems.push({ ...problem, severity: problem.severity ?? 'error', nodeId: node.id });
  };
  if (definition.accepts !== 'changes') changeProblems(definition, inputs).forEach(add);
  if (definition.eventTime) eventTimeProblems(inputs).forEach(add);
  const columnsOf = columnScopes(definition, settings, inputs);
  for (const [name, field] of Object.entries<Field>(definition.fields)) {
    if (settings.broken.has(name) || !fieldApplies(field, settings.config)) continue;
    const value = settings.config[name];
    if (value === undefined || isEmptyValue(value)) continue;
    fieldProblems(name, field, value, columnsOf).forEach(add);
  }
  const stops = settings.broken.size > 0 || problems.some((problem) => problem.severity === 'error');
  if (stops) return { problems, outputs: undefined };
  const inferred = definition.infer({ config: settings.config, inputs });
  inferred.problems.forEach(add);
  const failed = problems.some((problem) => problem.severity === 'error');
  return { problems, outputs: failed ? undefined : inferred.outputs };
}

/** The columns that a SQL setting sees: of an input port, or of a scope of the node once its settings can be read. */
function columnScopes(
  definition: AnyNodeDefinition,
  { config, broken }: Settings,
  inputs: Readonly<Record<string, readonly StreamType[]>>,
): (input: string) => readonly Column[] {
  const scopes = broken.size > 0 ? {} : (definition.scopes?.({ config, inputs }) ?? {});
  return (input) => scopes[input] ?? inputs[input]?.[0]?.columns ?? [];
}

function completeInputs(
  definition: AnyNodeDefinition,
  inputs: NodeTypes,
): Readonly<Record<string, readonly StreamType[]>> | undefined {
  const complete: Record<string, readonly StreamType[]> = {};
  for (const port of definition.inputs) {
    const known = (inputs[port.name] ?? []).filter((type) => type !== undefined);
    if (known.length === 0 || known.length !== inputs[port.name]?.length) return undefined;
    complete[port.name] = known;
  }
  return complete;
}

function changeProblems(
  definition: AnyNodeDefinition,
  inputs: Readonly<Record<string, readonly StreamType[]>>,
): readonly NodeProblem[] {
  return Object.entries(inputs).flatMap(([port, types]) =>
    types.some((type) => type.changes === 'retract')
      ? [
          {
            code: 'CHANGE_KIND' as const,
            port,
            message: `${definition.palette.title} only takes rows that are added; input ${port} also takes rows back`,
            hint: 'Put it before the aggregate, join or deduplication that changes its results, or use a node that takes changes.',
          },
        ]
      : [],
  );
}

function eventTimeProblems(inputs: Readonly<Record<string, readonly StreamType[]>>): readonly NodeProblem[] {
  return Object.entries(inputs).flatMap(([port, types]) =>
    types.some((type) => type.eventTime === undefined)
      ? [
          {
            code: 'EVENT_TIME_MISSING' as const,
            port,
            message: `input ${port} carries no event time, so nothing would ever close here`,
            hint: 'Set the event-time column on the source, and keep that column unchanged on the way.',
          },
        ]
      : [],
  );
}

function fieldProblems(
  name: string,
  field: Field,
  value: ConfigValue,
  columnsOf: (input: string) => readonly Column[],
): readonly NodeProblem[] {
  switch (field.kind) {
    case 'condition':
      return problemsOf(name, checkCondition(String(value), columnsOf(field.input)));
    case 'expression':
      return problemsOf(name, checkExpression(String(value), columnsOf(field.input)));
    case 'expressions': {
      if (field.own === true) return [];
      // Shape was checked by the settings parser.
      const items = value as readonly NamedExpression[];
      const check = field.aggregate
        ? checkAggregate
        : field.conditions === true
          ? checkCondition
          : checkExpression;
      return items.flatMap((item, index) =>
        problemsOf(`${name}.${index}.expression`, check(item.expression, columnsOf(field.input))),
      );
    }
    case 'columns':
      return (value as readonly string[]).flatMap((column, index) =>
        columnProblem(`${name}.${index}`, column, columnsOf(field.input)),
      );
    case 'order':
      return (value as readonly OrderColumn[]).flatMap(({ column }, index) =>
        columnProblem(`${name}.${index}`, column, columnsOf(field.input)),
      );
    case 'column': {
      if (field.input === undefined) return [];
      const columns = columnsOf(field.input);
      const missing = columnProblem(name, String(value), columns);
      if (missing.length > 0 || field.eventTime !== true) return missing;
      const type = columns.find((column) => column.name === value)?.type;
      return type !== undefined && isEventTime(type)
        ? []
        : [
            {
              code: 'EVENT_TIME_TYPE',
              field: name,
              message: `column ${String(value)} is not a TIMESTAMP`,
              hint: 'Choose a TIMESTAMP column.',
            },
          ];
    }
    default:
      return [];
  }
}

function columnProblem(field: string, column: string, columns: readonly Column[]): readonly NodeProblem[] {
  if (columns.some((candidate) => candidate.name === column)) return [];
  return [
    {
      code: 'SQL_COLUMN',
      field,
      message: `${column} is not a column of the input`,
      hint: `Choose one of ${columns
        .map((candidate) => candidate.name)
        .slice(0, 12)
        .join(', ')}.`,
    },
  ];
}

function problemsOf(
  field: string,
  checked: { readonly diagnostics: readonly SqlDiagnostic[] },
): readonly NodeProblem[] {
  return checked.diagnostics.map((diagnostic) => {
    const { severity, ...rest } = diagnostic;
    return severity === 'warning' ? { ...rest, severity, field } : { ...rest, field };
  });
}
