// Procedures of files.
import type { ModuleHandlers } from '../../trpc.ts';
import type { FilesService } from './service.ts';

export function filesRouter(service: FilesService): ModuleHandlers<'files'> {
  return {
    list: () => service.list(),
    head: ({ path, bytes }) => service.head(path, bytes),
  };
}
