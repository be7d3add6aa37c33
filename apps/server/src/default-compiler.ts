// TODO(server): imports the catalogue and the test runner at run time until both have landed; then statically.
import type { Catalogue } from '@weir/engine/define-node';
import { type Compiler, createCompiler } from './compile.ts';

export async function defaultCompiler(): Promise<Compiler> {
  const name = ['@weir/nodes', 'catalogue'].join('/');
  const loaded: { catalogue: Catalogue } = await import(name).catch(() => ({ catalogue: new Map() }));
  return createCompiler(loaded.catalogue, () => []);
}
