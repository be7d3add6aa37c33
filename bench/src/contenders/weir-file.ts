// Weir: a pipeline over the NEXMark file, run as `weir run` does. Arguments: pipeline, file, timed or not.

import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { catalogue } from '@weir/nodes/catalogue';
import { openFileSource } from '@weir/runner-embedded/host/file-source';
import { nodeHost } from '@weir/runner-embedded/host/node-host';
import { currency, perAuction, planned } from '../graphs.ts';
import { finish } from '../measure.ts';

const [name = '', path = '', timing = 'untimed'] = process.argv.slice(2);
const started = performance.now();
let rows = 0;
let total = 0;
const host = nodeHost({
  openSource: (request) =>
    openFileSource({ path, follow: false, recordEnd: request.recordEnd, position: undefined }),
  openSink: () => ({
    write: (batch, from, to) => {
      rows += to - from;
      const column = batch.columns.findIndex((one) => one.name === 'total' || one.name === 'price');
      const store = batch.stores[column];
      if (store === undefined) throw new Error('no total');
      // Scaled integers of both columns are far below 2^53 here.
      for (let row = from; row < to; row += 1) total += store.floats[row] ?? 0;
    },
    prepare: () => null,
    commit: () => undefined,
    close: () => undefined,
  }),
});
const job = new EmbeddedJob({
  plan: planned(name === 'currency' ? currency : perAuction),
  catalogue,
  host,
  unpaced: true,
  untimed: timing === 'untimed',
});
for (let state = job.step(); state !== 'done'; state = job.step());
job.close();
finish(`${rows} rows, ${total}`, started);
