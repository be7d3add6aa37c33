// The thread of one job. It ends by itself: what it had to say has then been said, and the disk holds the rest.
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '@weir/shared/diagnostics';
import { nodeMachine } from '../host/machine.ts';
import { JobRun } from './job-run.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

if (parentPort === null) throw new Error('bug: the worker of a job runs in a worker thread only');
const port = parentPort;
const send = (message: FromWorker): void => port.postMessage(message);

try {
  // Made by our own main thread, of the same build.
  const run = new JobRun(workerData as WorkerStart, nodeMachine, send);
  port.on('message', (message: ToWorker) => run.receive(message));
  const how = await run.run();
  const tables = run.tables();
  run.close();
  send({ kind: 'ended', how, tables });
} catch (cause) {
  // Anything but a Failure is a bug: the main thread sees the thread end, and starts it again from the checkpoint.
  if (!(cause instanceof Failure)) throw cause;
  send({
    kind: 'failed',
    error: {
      code: cause.code,
      message: cause.message,
      ...(cause.hint === undefined ? {} : { hint: cause.hint }),
    },
  });
} finally {
  port.close();
}
