// The drivers of a job in its worker, by the names that node definitions use.
import type { SinkDriver, SinkRequest, SourceDriver, SourceRequest } from '@weir/engine/host';
import { typeText } from '@weir/shared/data-type';
import { Failure } from '@weir/shared/diagnostics';
import { z } from 'zod';
import { openFileSource } from '../host/file-source.ts';
import { FORGET } from '../host/line-sink.ts';
import type { Machine } from '../host/machine.ts';
import type { Drivers } from '../host/node-host.ts';
import { resolveInRoots } from '../host/roots.ts';
import { CommittedEnd } from '../log/committed-end.ts';
import { type LogStart, logStartSchema } from '../log/find-position.ts';
import type { LogAccess, WorkerStart } from '../plane/worker-messages.ts';
import { streamFolder } from '../streams/stream-folder.ts';
import { StreamWriter } from '../streams/stream-writer.ts';
import type { Backlog } from './backlog.ts';
import type { DurableWork } from './durable-work.ts';
import { FileSink } from './file-sink.ts';
import { LogSource, type SourceCaution } from './log-source.ts';
import { StreamSink, streamHandleSchema } from './stream-sink.ts';
import { TableSink } from './table-sink.ts';

export type DriverWorld = {
  readonly start: Pick<WorkerStart, 'jobKey' | 'environment' | 'roots' | 'doors' | 'streams' | 'streamRoot'>;
  readonly machine: Machine;
  readonly durable: DurableWork;
  /** Epoch of the checkpoint that the job resumes from; absent on a fresh start. */
  readonly restoredEpoch: number | undefined;
  readonly generation: number;
  /** Throws when a newer incarnation of the job has begun. */
  readonly fence: () => void;
  readonly cautionOf: (nodeId: string) => SourceCaution;
  readonly onRelease: (nodeId: string, position: number) => void;
  /** A file sink has committed; others may follow. */
  readonly onFileCommitted: (epoch: number) => void;
  readonly onStreamCommitted: (stream: string, end: number) => void;
};

/** The drivers, and what was opened with them. */
export type OpenedDrivers = Drivers & {
  readonly logs: LogSource[];
  readonly files: FileSink[];
  readonly tables: Map<string, TableSink>;
  /** Sinks that hold rows in memory. */
  readonly backlogs: Backlog[];
};

const fileSourceOptions = z.object({ path: z.string(), follow: z.boolean() });
const fileSinkOptions = z.object({ path: z.string(), format: z.enum(['json', 'debezium-json']) });
const streamOptions = z.object({ stream: z.string(), start: logStartSchema.optional() });
const streamSinkOptions = z.object({
  stream: z.string(),
  bytesMax: z.number(),
  ageMs: z.number().optional(),
});
const tableOptions = z.object({ keys: z.array(z.string()), rows: z.number() });

export function openDrivers(world: DriverWorld): OpenedDrivers {
  const logs: LogSource[] = [];
  const files: FileSink[] = [];
  const tables = new Map<string, TableSink>();
  const backlogs: Backlog[] = [];
  return {
    logs,
    files,
    tables,
    backlogs,
    openSource: (request) => openSource(request, world, logs),
    openSink: (request) => openSink(request, world, { files, tables, backlogs }),
  };
}

function openSource(request: SourceRequest, world: DriverWorld, logs: LogSource[]): SourceDriver {
  const { nodeId, position, recordEnd } = request;
  const openLog = (access: LogAccess | undefined, start?: LogStart): SourceDriver => {
    if (access === undefined) throw new Error(`bug: source ${nodeId} has no log`);
    const end = new CommittedEnd(access.end);
    const source = new LogSource({
      disk: world.machine.disk,
      folder: access.folder,
      end,
      position,
      start,
      caution: world.cautionOf(nodeId),
      now: world.machine.now,
      onRelease: (released) => world.onRelease(nodeId, released),
    });
    logs.push(source);
    return source;
  };
  switch (request.driver) {
    case 'door':
      return openLog(world.start.doors[nodeId]);
    case 'stream': {
      const { stream, start } = streamOptions.parse(request.options);
      return openLog(world.start.streams[stream], start);
    }
    case 'file': {
      const { path, follow } = fileSourceOptions.parse(request.options);
      return openFileSource({ path: resolveInRoots(path, world.start.roots), follow, recordEnd, position });
    }
    default:
      throw new Failure(
        'SOURCE_FILE',
        `source ${nodeId} needs the driver ${request.driver}, which this data plane does not have`,
      );
  }
}

function openSink(
  request: SinkRequest,
  world: DriverWorld,
  opened: Pick<OpenedDrivers, 'files' | 'tables' | 'backlogs'>,
): SinkDriver {
  const { nodeId, input, options } = request;
  const owner = `${world.start.jobKey}.${nodeId}`;
  switch (request.driver) {
    case 'file': {
      const { path, format } = fileSinkOptions.parse(options);
      const folder = resolveInRoots(path, world.start.roots);
      const sink = new FileSink({
        disk: world.machine.disk,
        folder,
        owner,
        input,
        format,
        restoredEpoch: world.restoredEpoch,
        generation: world.generation,
        fence: world.fence,
        durable: world.durable,
        onCommit: world.onFileCommitted,
      });
      opened.files.push(sink);
      opened.backlogs.push(sink);
      return sink;
    }
    case 'stream': {
      const sink = openStreamSink(request, world, owner);
      opened.backlogs.push(sink);
      return sink;
    }
    case 'table': {
      const { keys, rows } = tableOptions.parse(options);
      const sink = new TableSink({ ...input, keys, rowsMax: rows });
      opened.tables.set(nodeId, sink);
      return sink;
    }
    case 'blackhole':
      return FORGET;
    default:
      throw new Failure(
        'SINK_FAILED',
        `sink ${nodeId} needs the driver ${request.driver}, which this data plane does not have`,
      );
  }
}

function openStreamSink(request: SinkRequest, world: DriverWorld, owner: string): StreamSink {
  const { stream, ...retention } = streamSinkOptions.parse(request.options);
  const access = world.start.streams[stream];
  if (access === undefined) throw new Error(`bug: stream ${stream} has no log`);
  const restored = streamHandleSchema.safeParse(request.restored).data;
  const committed = new CommittedEnd(access.end);
  const writer = new StreamWriter({
    disk: world.machine.disk,
    folder: streamFolder(world.start.streamRoot, { environment: world.start.environment, name: stream }),
    committed,
    writer: owner,
    columns: request.input.columns.map(({ name, type }) => ({ name, type: typeText(type) })),
    // A handle of another stream belongs to settings of before.
    restoredEnd: restored?.stream === stream ? restored.end : undefined,
    retention,
    now: world.machine.now,
    onCommit: () => world.onStreamCommitted(stream, committed.get()),
  });
  return new StreamSink({
    writer,
    stream,
    input: request.input,
    now: world.machine.now,
    durable: world.durable,
    fence: world.fence,
  });
}
