// Turns a fragment into a function: declares the helpers and constants it names and asks the host to compile.
import { type Js, printJs } from '@weir/shared/fragment';
import type { Host } from '../host.ts';
import { HELPERS, type Helpers } from '../runtime/helpers.ts';

/** Parameters of a stage function. */
const STAGE_PARAMETERS = 'b, from, to, channels, counts, failed';

/** Compiles an expression fragment, such as an arrow function, and gives its value. */
export function compileValue(code: Js, compile: Host['compile'], helpers: Helpers = HELPERS): unknown {
  const printed = printJs(code);
  return compile(moduleSource(printed.helpers, printed.constants.length, `return ${printed.source};`), [
    'h',
    'k',
  ])(helpers, printed.constants);
}

/** Source of a stage: `run(b, from, to, channels, counts, failed)`. */
export function stageSource(code: Js): { readonly source: string; readonly constants: readonly unknown[] } {
  const printed = printJs(code);
  const body = `return function run(${STAGE_PARAMETERS}) {${printed.source}\n};`;
  return {
    source: moduleSource(printed.helpers, printed.constants.length, body),
    constants: printed.constants,
  };
}

function moduleSource(helpers: readonly string[], constants: number, body: string): string {
  for (const name of helpers) {
    if (!Object.hasOwn(HELPERS, name))
      throw new Error(`bug: generated code names the unknown helper ${name}`);
  }
  const heads = helpers.map((name) => `const h_${name} = h.${name};`);
  for (let index = 0; index < constants; index += 1) heads.push(`const k_${index} = k[${index}];`);
  return `'use strict';\n${heads.join('\n')}\n${body}`;
}
