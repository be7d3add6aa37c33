// Procedures of examples.
import type { ExampleInfo } from '@weir/shared/api';
import type { ModuleHandlers } from '../../trpc.ts';

export function examplesRouter(list: () => readonly ExampleInfo[]): ModuleHandlers<'examples'> {
  return { list: () => list() };
}
