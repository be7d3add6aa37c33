// The functions as people look them up: for the designer's reference and the generated page.

import type { Column, DataType, Value } from '@weir/shared/data-type';
import { AGGREGATES } from './aggregates/index.ts';
import { checkAggregate, checkExpression } from './check.ts';
import { signatureOf } from './functions/definition.ts';
import { FUNCTIONS } from './functions/index.ts';
import { formatValue } from './values.ts';

/** One function: how it is called, what it gives, worked examples with their results as text. */
export type ReferenceEntry = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly signature: string;
  readonly documentation: string;
  readonly rule: string;
  readonly examples: readonly { readonly expression: string; readonly result: string }[];
};

/** Titles of the families, in the order of the reference. */
export const FAMILIES: Readonly<Record<string, string>> = {
  number: 'Numbers',
  text: 'Text',
  time: 'Dates and times',
  condition: 'Conditions',
  json: 'JSON',
  collection: 'Arrays, maps and rows',
  aggregate: 'Aggregates',
  changing: 'Clocks and random values',
};

let made: readonly ReferenceEntry[] | undefined;

/** Every function and aggregate, families together. */
export function reference(): readonly ReferenceEntry[] {
  made ??= [...functions(), ...aggregates()];
  return made;
}

function functions(): readonly ReferenceEntry[] {
  return FUNCTIONS.filter(({ name }) => /^[A-Z]/.test(name)).map((definition) => ({
    name: definition.name,
    aliases: definition.aliases ?? [],
    family: definition.family,
    signature: signatureOf(definition),
    documentation: definition.documentation,
    rule: definition.rule,
    examples: definition.cases.map(([expression, value]) => ({
      expression,
      result: resultText(expression, value),
    })),
  }));
}

function aggregates(): readonly ReferenceEntry[] {
  return AGGREGATES.map((definition) => ({
    name: definition.name,
    aliases: definition.aliases ?? [],
    family: 'aggregate',
    signature: definition.syntax,
    documentation:
      definition.documentation +
      (definition.slices.kind === 'same' ? '' : ` In hopping windows: ${definition.slices.reason}.`),
    rule: definition.rule,
    examples: definition.cases.map(({ call, type, values, result }) => ({
      expression: `${call} of ${values.map((value) => shownAs(value, type)).join(', ')}`,
      result: aggregateText(call, type, result),
    })),
  }));
}

function aggregateText(call: string, type: DataType, result: Value): string {
  const columns: readonly Column[] = [
    { name: 'x', type, nullable: true },
    { name: 'i', type: { kind: 'INT' }, nullable: false },
  ];
  const checked = checkAggregate(call, columns);
  return checked.ok ? shownAs(result, checked.aggregate.type) : String(result);
}

function shownAs(value: Value, type: DataType): string {
  if (value === null) return 'NULL';
  const shown = formatValue(value, type);
  return typeof shown === 'string' ? `'${shown}'` : JSON.stringify(shown);
}

function resultText(expression: string, value: Value): string {
  const checked = checkExpression(expression, []);
  return checked.ok ? shownAs(value, checked.type) : String(value);
}
