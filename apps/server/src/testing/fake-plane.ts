// A peer that speaks the protocol of the data plane and runs nothing: it records what it is asked. Tests only.
import { createServer, type Server, type Socket } from 'node:net';
import {
  encodeJson,
  encodeMetric,
  FrameReader,
  type JobKey,
  type JobStart,
  type MetricMessage,
  PLANE_PROTOCOL_VERSION,
  type PlaneEvent,
  type PlaneMethod,
  type PlaneRequest,
} from '@weir/runner-embedded/plane/protocol';
import type { JobInfo } from '@weir/shared/api';

export type FakePlane = {
  readonly requests: readonly PlaneRequest[];
  readonly jobs: Map<JobKey, JobInfo>;
  readonly send: (event: PlaneEvent) => void;
  readonly sendMetric: (message: MetricMessage) => void;
  /** Resolves with the first request of the method, past or to come. */
  readonly asked: (method: PlaneMethod) => Promise<PlaneRequest>;
  readonly close: () => Promise<void>;
};

export function startFakePlane(path: string, build: string, doorPort: number): Promise<FakePlane> {
  const sockets = new Set<Socket>();
  const requests: PlaneRequest[] = [];
  const waiting: { readonly method: PlaneMethod; readonly resolve: (request: PlaneRequest) => void }[] = [];
  const jobs = new Map<JobKey, JobInfo>();
  const hello = {
    protocolVersion: PLANE_PROTOCOL_VERSION,
    build,
    pid: 1,
    doorPort,
    startedAt: new Date(0).toISOString(),
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    const reader = new FrameReader();
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      for (const frame of reader.push(bytes)) {
        if (frame.kind !== 'json') continue;
        const request = frame.message as PlaneRequest;
        requests.push(request);
        for (const waiter of waiting) if (waiter.method === request.method) waiter.resolve(request);
        const result = request.method === 'hello' ? hello : answer(request, jobs);
        socket.write(encodeJson({ id: request.id, result }));
        if (request.method === 'shutdown') socket.end();
      }
    });
  });
  const plane: FakePlane = {
    requests,
    jobs,
    send: (event) => sockets.forEach((socket) => void socket.write(encodeJson(event))),
    sendMetric: (message) => sockets.forEach((socket) => void socket.write(encodeMetric(message))),
    asked: (method) => {
      const before = requests.find((request) => request.method === method);
      if (before !== undefined) return Promise.resolve(before);
      return new Promise((resolve) => waiting.push({ method, resolve }));
    },
    close: () => closeServer(server, sockets),
  };
  return new Promise((resolve) => server.listen(path, () => resolve(plane)));
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

const SAVEPOINT = { epoch: 7, at: '2026-01-01T00:00:00.000Z', bytes: 1000 };

function answer(request: PlaneRequest, jobs: Map<JobKey, JobInfo>): unknown {
  switch (request.method) {
    case 'job.start': {
      const { jobKey, environment, version, graphHash } = request.params as JobStart;
      const info: JobInfo = { status: 'running', environment, version, graphHash, notices: [] };
      jobs.set(jobKey, info);
      return info;
    }
    case 'job.stop':
    case 'job.get': {
      const { jobKey } = request.params as { jobKey: JobKey };
      const known = jobs.get(jobKey);
      if (known !== undefined && request.method === 'job.stop')
        jobs.set(jobKey, { ...known, status: 'suspended' });
      return jobs.get(jobKey) ?? { status: 'stopped', environment: 'draft', notices: [] };
    }
    case 'job.list':
      return [...jobs].map(([jobKey, info]) => ({ jobKey, info, rateIn: 5 }));
    case 'door.info':
      return { accepted: 7 };
    case 'streams.list':
      return [{ name: 'clean', environments: ['development'], columns: [] }];
    case 'files.list':
      return [];
    case 'metrics.text':
      return { text: 'weir_up 1\n' };
    case 'job.savepoint':
      return SAVEPOINT;
    case 'job.savepoints':
      return [SAVEPOINT];
    case 'job.compatibility':
      return [{ nodeId: 'count', name: 'count', verdict: 'same' }];
    case 'job.deadLetters':
      return { total: 0, letters: [] };
    default:
      return {};
  }
}
