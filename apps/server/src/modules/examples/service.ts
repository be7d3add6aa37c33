// Examples: pipeline files that come with Weir.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExampleInfo } from '@weir/shared/api';
import { graphSchema } from '@weir/shared/graph';
import type { Log } from '../../log.ts';

/** Reads `examples/*.json`, by file name. A file that is no pipeline is left out and logged. */
export function listExamples(folder: string, log: Log): readonly ExampleInfo[] {
  return fileNames(folder).flatMap((file): readonly ExampleInfo[] => {
    try {
      const graph = graphSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      return [
        { id: file.slice(0, -'.json'.length), name: graph.name, description: graph.description ?? '', graph },
      ];
    } catch (cause) {
      log.warn('example is not a pipeline file', {
        file,
        reason: cause instanceof Error ? cause.message.slice(0, 300) : 'unknown',
      });
      return [];
    }
  });
}

function fileNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    // An installation without examples starts with an empty list.
    return [];
  }
}
