// The table of functions: for the checker, the printers, completion and the reference page.

import { arrayFunctions } from './arrays.ts';
import { changingFunctions } from './changing.ts';
import { collectionFunctions } from './collection-make.ts';
import { conditionFunctions } from './condition.ts';
import type { FunctionDefinition } from './definition.ts';
import { digestFunctions } from './digests.ts';
import { encodeFunctions } from './encode.ts';
import { jsonMakeFunctions } from './json-make.ts';
import { jsonSearchFunctions } from './json-search.ts';
import { jsonTextFunctions } from './json-text.ts';
import { mapFunctions } from './maps.ts';
import { MOD } from './modulo.ts';
import { powerFunctions } from './powers.ts';
import { printfFunctions } from './printf.ts';
import { regexpFunctions } from './regexp.ts';
import { roundingFunctions } from './rounding.ts';
import { textFunctions } from './text.ts';
import { textCodeFunctions } from './text-codes.ts';
import { textJoinFunctions } from './text-join.ts';
import { textSearchFunctions } from './text-search.ts';
import { textTestFunctions } from './text-tests.ts';
import { textTrimFunctions } from './text-trim.ts';
import { timePartFunctions } from './time-parts.ts';
import { timeTextFunctions } from './time-text.ts';
import { unixTimeFunctions } from './time-unix.ts';
import { urlFunctions } from './urls.ts';

/** Every function, families together. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...roundingFunctions,
  MOD,
  ...powerFunctions,
  ...conditionFunctions,
  ...textFunctions,
  ...textTrimFunctions,
  ...textJoinFunctions,
  ...textSearchFunctions,
  ...textCodeFunctions,
  ...textTestFunctions,
  ...printfFunctions,
  ...regexpFunctions,
  ...digestFunctions,
  ...encodeFunctions,
  ...urlFunctions,
  ...timePartFunctions,
  ...timeTextFunctions,
  ...jsonSearchFunctions,
  ...jsonMakeFunctions,
  ...jsonTextFunctions,
  ...collectionFunctions,
  ...arrayFunctions,
  ...mapFunctions,
  ...unixTimeFunctions,
  ...changingFunctions,
];

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  FUNCTIONS.flatMap((definition) =>
    [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const),
  ),
);

/** The function of an upper-case name or alias. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return BY_NAME.get(name);
}

/** Every name under which a function is called; operators are left out. */
export function functionNames(): readonly string[] {
  return [...BY_NAME.keys()].filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name));
}
