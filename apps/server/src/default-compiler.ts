// The compiler of the real server: the whole catalogue, and pipeline tests compiled by `vm`.
import { compileFunction } from 'node:vm';
import type { Host } from '@weir/engine/host';
import { runTests } from '@weir/engine/run-tests';
import { catalogue } from '@weir/nodes/catalogue';
import { type Compiler, createCompiler } from './compile.ts';

export function defaultCompiler(): Compiler {
  return createCompiler(catalogue, (graph) => runTests(graph, catalogue, compile));
}

// The process refuses `eval` and `Function`; `vm` is the one door, and only generated code goes through it (S27).
const compile: Host['compile'] = (source, parameters) => {
  const compiled = compileFunction(source, [...parameters]);
  return (...args) => Reflect.apply(compiled, undefined, args);
};
