// Procedures of streams.
import type { PlaneClient } from '../../plane/client.ts';
import type { ModuleHandlers } from '../../trpc.ts';

export function streamsRouter(plane: PlaneClient): ModuleHandlers<'streams'> {
  return {
    list: async () =>
      (await plane.request('streams.list', {})).map(({ name, columns }) => ({ name, columns })),
  };
}
