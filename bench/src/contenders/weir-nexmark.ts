// Weir: a NEXMark pipeline of the examples over a file, its rows counted and forgotten. Arguments: query, file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from '@weir/engine/plan/plan';
import { takesBack } from '@weir/engine/runtime/batch';
import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { catalogue } from '@weir/nodes/catalogue';
import { openFileSource } from '@weir/runner-embedded/host/file-source';
import { nodeHost } from '@weir/runner-embedded/host/node-host';
import { graphSchema } from '@weir/shared/graph';
import { finish } from '../measure.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const [name = '', path = '', details = ''] = process.argv.slice(2);
const started = performance.now();
const graph = graphSchema.parse(JSON.parse(readFileSync(join(EXAMPLES, 'nexmark', `${name}.json`), 'utf8')));
const planned = plan(graph, catalogue).plan;
if (planned === undefined) throw new Error(`${name} has problems`);
let rows = 0;
const host = nodeHost({
  openSource: (request) =>
    openFileSource({
      path: request.nodeId === 'events' ? path : join(EXAMPLES, 'data/nexmark/side_input.csv'),
      follow: false,
      recordEnd: request.recordEnd,
      position: undefined,
    }),
  openSink: ({ input }) => ({
    write: (batch, from, to) => {
      if (input.changes === 'append') rows += to - from;
      else for (let row = from; row < to; row += 1) rows += takesBack(batch.kinds[row]) ? -1 : 1;
    },
    prepare: () => null,
    commit: () => undefined,
    close: () => undefined,
  }),
});
const job = new EmbeddedJob({ plan: planned, catalogue, host, unpaced: true, untimed: true });
for (let state = job.step(); state !== 'done'; state = job.step());
job.close();
if (details !== '')
  process.stderr.write(`${[...job.costs].map(([stage, ms]) => `${stage} ${ms.toFixed(0)}`).join('  ')}\n`);
finish(`${rows} rows`, started);
