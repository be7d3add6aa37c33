// The functions as people look them up: for the designer's reference and the generated page.

import type { Value } from '@weir/shared/data-type';
import { checkExpression } from './check.ts';
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
  changing: 'Clocks and random values',
};

let made: readonly ReferenceEntry[] | undefined;

/** Every function that has a name, families together. */
export function reference(): readonly ReferenceEntry[] {
  made ??= FUNCTIONS.filter(({ name }) => /^[A-Z]/.test(name)).map((definition) => ({
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
  return made;
}

function resultText(expression: string, value: Value): string {
  if (value === null) return 'NULL';
  const checked = checkExpression(expression, []);
  if (!checked.ok) return String(value);
  const shown = formatValue(value, checked.type);
  return typeof shown === 'string' ? `'${shown}'` : JSON.stringify(shown);
}
