// A Flink 2.3.0 cluster for the bench: JobManager, one TaskManager and SQL Gateway on this machine, from a folder of jars.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const REST_PORT = 18081;
const GATEWAY_PORT = 18083;
const RPC_PORT = 16123;
const READY_MS_MAX = 120_000;
/** Clock ticks of /proc per second, on every Linux. */
const TICKS_PER_SECOND = 100;

/** Packages that Flink opens by reflection; its own scripts pass the same list. */
const OPENED = [
  ...['java.lang', 'java.net', 'java.io', 'java.nio', 'sun.nio.ch', 'java.lang.reflect', 'java.text'],
  ...[
    'java.time',
    'java.util',
    'java.util.concurrent',
    'java.util.concurrent.atomic',
    'java.util.concurrent.locks',
  ],
].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);

/** Memory of the TaskManager in MiB; all of it has to be said when `java` is started directly. */
const TASK_MEMORY = {
  'taskmanager.cpu.cores': '1.0',
  'taskmanager.memory.task.heap.size': '3072m',
  'taskmanager.memory.task.off-heap.size': '64m',
  'taskmanager.memory.network.min': '128m',
  'taskmanager.memory.network.max': '128m',
  'taskmanager.memory.managed.size': '128m',
  'taskmanager.memory.framework.heap.size': '128m',
  'taskmanager.memory.framework.off-heap.size': '128m',
  'taskmanager.memory.jvm-metaspace.size': '384m',
  'taskmanager.memory.jvm-overhead.min': '256m',
  'taskmanager.memory.jvm-overhead.max': '256m',
};

/** A running cluster. */
export type Cluster = {
  readonly gateway: string;
  readonly rest: string;
  /** CPU seconds of all its processes so far. */
  readonly cpuSeconds: () => number;
  readonly stop: () => void;
};

/** The folder of jars: `FLINK_LIB`, or made with Maven below the folder for temporary files. */
export function flinkJars(say: (text: string) => void): string {
  const folder = process.env['FLINK_LIB'] ?? join(tmpdir(), 'weir-bench', 'flink-lib');
  if (existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('flink-runtime-2.3.0')))
    return folder;
  say('fetching the jars of Flink 2.3.0 with Maven, once');
  const pom = join(import.meta.dirname, '../../flink/pom.xml');
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  execFileSync(
    'mvn',
    ['-q', '-B', '-f', pom, goal, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
    {
      stdio: 'inherit',
    },
  );
  return folder;
}

/** Starts a cluster of its own; `stop` it. */
export async function startCluster(jars: string): Promise<Cluster> {
  const home = join(tmpdir(), 'weir-bench', `flink-${process.pid}`);
  for (const name of ['conf', 'log', 'tmp']) mkdirSync(join(home, name), { recursive: true });
  writeFileSync(join(home, 'conf', 'config.yaml'), configuration(home));
  writeFileSync(
    join(home, 'conf', 'log4j.properties'),
    'rootLogger.level = WARN\nrootLogger.appenderRef.c.ref = C\nappender.c.name = C\nappender.c.type = CONSOLE\nappender.c.layout.type = PatternLayout\n',
  );
  const launch = (name: string, memory: readonly string[], main: readonly string[]): ChildProcess => {
    const log = openSync(join(home, 'log', `${name}.log`), 'w');
    const settings = [
      '-Duser.timezone=UTC',
      '-Dfile.encoding=UTF-8',
      `-Djava.io.tmpdir=${join(home, 'tmp')}`,
    ];
    const logging = `-Dlog4j.configurationFile=file:${join(home, 'conf', 'log4j.properties')}`;
    const args = [...memory, ...settings, logging, ...OPENED, '-cp', `${jars}/*`, ...main];
    return spawn('java', args, {
      stdio: ['ignore', log, log],
      env: { ...process.env, FLINK_CONF_DIR: join(home, 'conf') },
    });
  };
  const configDir = ['--configDir', join(home, 'conf')];
  const task = Object.entries(TASK_MEMORY).flatMap(([key, value]) => ['-D', `${key}=${value}`]);
  const processes = [
    launch(
      'jobmanager',
      ['-Xmx768m'],
      ['org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint', ...configDir],
    ),
    launch(
      'taskmanager',
      ['-Xms3200m', '-Xmx3200m', '-XX:MaxDirectMemorySize=320m', '-XX:MaxMetaspaceSize=384m'],
      ['org.apache.flink.runtime.taskexecutor.TaskManagerRunner', ...configDir, ...task],
    ),
    launch(
      'gateway',
      ['-Xmx768m'],
      [
        'org.apache.flink.table.gateway.SqlGateway',
        '-Dsql-gateway.endpoint.rest.address=localhost',
        `-Dsql-gateway.endpoint.rest.port=${GATEWAY_PORT}`,
      ],
    ),
  ];
  const stop = (): void => {
    for (const one of processes) one.kill('SIGKILL');
  };
  try {
    await ready(`http://localhost:${GATEWAY_PORT}/info`, () => true);
    await ready(`http://localhost:${REST_PORT}/overview`, (text) => /"slots-total":[1-9]/.test(text));
  } catch (error) {
    stop();
    throw error;
  }
  return {
    gateway: `http://localhost:${GATEWAY_PORT}`,
    rest: `http://localhost:${REST_PORT}`,
    cpuSeconds: () => processes.reduce((sum, { pid }) => sum + cpuOf(pid), 0),
    stop,
  };
}

function configuration(home: string): string {
  return `jobmanager.rpc.address: localhost
jobmanager.rpc.port: ${RPC_PORT}
jobmanager.bind-host: localhost
jobmanager.memory.process.size: 1600m
taskmanager.host: localhost
taskmanager.bind-host: localhost
taskmanager.numberOfTaskSlots: 1
parallelism.default: 1
rest.address: localhost
rest.bind-address: localhost
rest.port: ${REST_PORT}
web.refresh-interval: 500
io.tmp.dirs: ${join(home, 'tmp')}
state.backend.type: hashmap
`;
}

async function ready(url: string, isReady: (text: string) => boolean): Promise<void> {
  const until = Date.now() + READY_MS_MAX;
  for (;;) {
    try {
      const text = await (await fetch(url)).text();
      if (isReady(text)) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > until) throw new Error(`Flink did not answer at ${url}`);
    await wait(200);
  }
}

/** User and system time of a process from /proc; the name in its line may hold blanks and parentheses. */
function cpuOf(pid: number | undefined): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
