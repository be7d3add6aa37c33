// Reads the settings of a pattern: steps, conditions and measures, or everything that is wrong with them.
import type { NodeProblem } from '@weir/engine/define-node';
import type { NamedExpression } from '@weir/engine/field';
import type { Skip } from '@weir/engine/runtime/pattern/matcher';
import type { StreamType } from '@weir/shared/stream-type';
import type { SqlDiagnostic } from '@weir/sql/diagnostic';
import { type MatchStep, matchSteps } from '@weir/sql/match/match-steps';
import { type RowExpression, rowExpression } from '@weir/sql/match/row-expression';

/** The settings that this module reads. */
export type Config = {
  readonly steps: string;
  readonly define: readonly NamedExpression[];
  readonly measures: readonly NamedExpression[];
  readonly skip: string;
  readonly skipTo: string;
};

/** A pattern that can run. */
export type ReadPattern = {
  readonly steps: readonly MatchStep[];
  readonly define: ReadonlyMap<string, RowExpression>;
  readonly measures: readonly { readonly name: string; readonly expression: RowExpression }[];
};

/** The pattern over an input, or its problems. */
export function readPattern(
  config: Config,
  input: StreamType,
): ReadPattern | { readonly problems: readonly NodeProblem[] } {
  const read = matchSteps(config.steps);
  if (!read.ok) return { problems: read.diagnostics.map((found) => problemOf('steps', found)) };
  const { steps } = read;
  const variables = new Set(steps.map(({ variable }) => variable));
  const scope = { variables, columns: input.columns, eventTime: input.eventTime };
  const problems: NodeProblem[] = [...skipProblems(config, steps)];
  const define = new Map<string, RowExpression>();
  for (const [index, { name, expression }] of config.define.entries()) {
    const field = `define.${index}`;
    if (!variables.has(name) || define.has(name)) {
      const message = define.has(name)
        ? `${name} has a condition already`
        : `${name} is no step of the pattern`;
      problems.push({
        code: 'CONFIG_VALUE',
        field: `${field}.name`,
        message,
        hint: `Steps are ${[...variables].join(', ')}.`,
      });
      continue;
    }
    const result = rowExpression(expression, scope);
    if (!result.ok)
      problems.push(...result.diagnostics.map((found) => problemOf(`${field}.expression`, found)));
    else if (result.expression.type.kind === 'BOOLEAN') define.set(name, result.expression);
    else
      problems.push({
        code: 'SQL_TYPE',
        field: `${field}.expression`,
        message: 'a step needs a condition',
        hint: 'Compare it with something.',
      });
  }
  const measures = config.measures.flatMap(({ name, expression }, index) => {
    const result = rowExpression(expression, scope);
    if (result.ok) return [{ name, expression: result.expression }];
    problems.push(...result.diagnostics.map((found) => problemOf(`measures.${index}.expression`, found)));
    return [];
  });
  return problems.some(({ severity }) => severity !== 'warning') ? { problems } : { steps, define, measures };
}

function problemOf(field: string, { severity, ...found }: SqlDiagnostic): NodeProblem {
  return severity === 'warning' ? { ...found, severity, field } : { ...found, field };
}

function skipProblems(config: Config, steps: readonly MatchStep[]): readonly NodeProblem[] {
  if (config.skip !== 'to_first' && config.skip !== 'to_last') return [];
  const at = steps.findIndex(({ variable }) => variable === config.skipTo);
  const step = steps[at];
  if (step === undefined) {
    const message = `${config.skipTo} is no step of the pattern`;
    const hint = `Steps are ${steps.map(({ variable }) => variable).join(', ')}.`;
    return [{ code: 'CONFIG_VALUE', field: 'skipTo', message, hint }];
  }
  const startsAgain = at === 0 && (config.skip === 'to_first' || step.max === 1);
  if (!startsAgain) return [];
  const message = `a match begins with ${step.variable}: going on there would find it again for ever`;
  return [{ code: 'CONFIG_VALUE', field: 'skipTo', message, hint: 'Choose a later step.' }];
}

/** Where the search goes on. */
export function skipOf({ skip, skipTo }: Config, steps: readonly MatchStep[]): Skip {
  const step = steps.findIndex(({ variable }) => variable === skipTo);
  switch (skip) {
    case 'next_row':
      return { kind: 'next row' };
    case 'to_first':
      return { kind: 'to first', step };
    case 'to_last':
      return { kind: 'to last', step };
    default:
      return { kind: 'past last row' };
  }
}
