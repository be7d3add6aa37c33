// What the word under the pointer is: a column with its type, a function with its line of documentation.

import { type Column, typeText } from '@weir/shared/data-type';
import { findAggregate } from '../aggregates/index.ts';
import { checkExpression } from '../check/check.ts';
import { signatureOf } from '../functions/definition.ts';
import { findFunction } from '../functions/index.ts';
import { tokenize } from '../parse/tokens.ts';

/** Text for a tooltip and the range it belongs to. */
export type Hover = {
  readonly title: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
};

/** What stands at a position, or `undefined` when there is nothing to say. */
export function hover(text: string, offset: number, columns: readonly Column[]): Hover | undefined {
  const { tokens } = tokenize(text);
  const index = tokens.findIndex((token) => token.span.from <= offset && offset < token.span.to);
  const token = tokens[index];
  if (token === undefined || token.kind === 'end') return undefined;
  const { from, to } = token.span;
  if (token.kind === 'word' && tokens[index + 1]?.text === '(') {
    const name = token.text.toUpperCase();
    const aggregate = findAggregate(name);
    if (aggregate !== undefined) return { title: aggregate.syntax, text: aggregate.documentation, from, to };
    const definition = findFunction(name);
    if (definition === undefined) return undefined;
    return { title: signatureOf(definition), text: definition.documentation, from, to };
  }
  if (token.kind === 'word' || token.kind === 'name') {
    const column = columns.find((known) => known.name === token.text);
    if (column === undefined) return undefined;
    const absence = column.nullable ? 'can be NULL' : 'is never NULL';
    return { title: column.name, text: `${typeText(column.type)}, ${absence}`, from, to };
  }
  if (token.kind !== 'number') return undefined;
  const checked = checkExpression(token.text, []);
  return checked.ok ? { title: token.text, text: typeText(checked.type), from, to } : undefined;
}
