// The compiler of the real server: the whole catalogue, and pipeline tests compiled by `vm`.
import { runTests } from '@weir/engine/run-tests';
import { catalogue } from '@weir/nodes/catalogue';
import { compile } from '@weir/runner-embedded/host/compile';
import { type Compiler, createCompiler } from './compile.ts';

export function defaultCompiler(): Compiler {
  return createCompiler(catalogue, (graph) => runTests(graph, catalogue, compile));
}
