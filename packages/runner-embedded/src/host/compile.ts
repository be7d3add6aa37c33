// The one place of the data plane that makes code from text. The process runs with
// --disallow-code-generation-from-strings, which leaves vm.compileFunction as the only way.
import { compileFunction } from 'node:vm';

/** Compiles generated source to a function of the named parameters. */
export function compile(
  source: string,
  parameters: readonly string[],
): (...args: readonly unknown[]) => unknown {
  // Its own type is Function, which says nothing about parameters.
  return compileFunction(source, [...parameters], { contextExtensions: [] }) as (
    ...args: readonly unknown[]
  ) => unknown;
}
