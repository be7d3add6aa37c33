// The compiler for tests on Node: the same call as the data plane's.
import { compileFunction } from 'node:vm';

/** Compiles generated source to a function of the named parameters. */
export function compile(
  source: string,
  parameters: readonly string[],
): (...args: readonly unknown[]) => unknown {
  const compiled: (...args: readonly unknown[]) => unknown = compileFunction(source, [...parameters], {
    contextExtensions: [],
  }) as never;
  return compiled;
}
