// Prometheus text format 0.0.4 from the figures that the canvas shows.
import type { JobInfo } from '@weir/shared/api';
import type { JobMeter, NodeFigures } from './job-meter.ts';
import { QUANTILES } from './job-meter.ts';

export type MeteredJob = {
  readonly pipelineId: string;
  readonly info: JobInfo;
  /** Present while the job runs. */
  readonly meter: JobMeter | undefined;
};

type Labels = Readonly<Record<string, string>>;

type Family = {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: string[];
};

/** Families of one number per node, in the order of the text. */
const NODE_FAMILIES: readonly {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly of: (node: NodeFigures) => number;
}[] = [
  {
    name: 'weir_node_rows_in_total',
    type: 'counter',
    help: 'Rows that entered the node since the job started.',
    of: (node) => node.rowsIn,
  },
  {
    name: 'weir_node_rows_out_total',
    type: 'counter',
    help: 'Rows that left the node, or were written by it.',
    of: (node) => node.rowsOut,
  },
  {
    name: 'weir_node_late_rows_total',
    type: 'counter',
    help: 'Rows that came after their windows had fired.',
    of: (node) => node.lateRows,
  },
  {
    name: 'weir_node_error_rows_total',
    type: 'counter',
    help: 'Rows that became dead letters of the node.',
    of: (node) => node.errorRows,
  },
  {
    name: 'weir_node_watermark_seconds',
    type: 'gauge',
    help: 'Event time that the node has reached, as Unix time.',
    of: (node) => node.watermarkMs / 1000,
  },
  {
    name: 'weir_node_lag_seconds',
    type: 'gauge',
    help: 'How far event time of the node is behind the clock.',
    of: (node) => node.lagMs / 1000,
  },
  {
    name: 'weir_node_state_keys',
    type: 'gauge',
    help: 'Keys in the state of the node.',
    of: (node) => node.stateKeys,
  },
  {
    name: 'weir_node_busy_ratio',
    type: 'gauge',
    help: 'Share of the last second that the node worked.',
    of: (node) => node.busy,
  },
];

/** The text of all jobs. */
export function prometheusText(jobs: readonly MeteredJob[], nowMs: number): string {
  const families = new Map<string, Family>();
  const add = (family: Omit<Family, 'samples'>, labels: Labels, value: number): void => {
    if (Number.isNaN(value)) return;
    const found = families.get(family.name) ?? { ...family, samples: [] };
    families.set(family.name, found);
    found.samples.push(`${family.name}${labelText(labels)} ${valueText(value)}`);
  };
  for (const { pipelineId, info, meter } of jobs) {
    const labels = { pipeline: pipelineId, environment: info.environment };
    add(
      { name: 'weir_job_up', type: 'gauge', help: '1 while the job runs.' },
      labels,
      info.status === 'running' ? 1 : 0,
    );
    addCheckpoint(info, labels, nowMs, add);
    for (const node of meter?.read(nowMs).nodes ?? []) addNode(node, { ...labels, node: node.nodeId }, add);
  }
  return [...families.values()]
    .map(
      ({ name, type, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('\n')}\n`,
    )
    .join('');
}

type Add = (family: Omit<Family, 'samples'>, labels: Labels, value: number) => void;

function addCheckpoint({ checkpoint }: JobInfo, labels: Labels, nowMs: number, add: Add): void {
  if (checkpoint === undefined) return;
  const { epoch, at, bytes, tookMs } = checkpoint;
  add(
    { name: 'weir_checkpoint_epoch', type: 'counter', help: 'Number of the last durable checkpoint.' },
    labels,
    epoch,
  );
  add(
    { name: 'weir_checkpoint_age_seconds', type: 'gauge', help: 'Time since the last durable checkpoint.' },
    labels,
    (nowMs - Date.parse(at)) / 1000,
  );
  add(
    { name: 'weir_checkpoint_duration_seconds', type: 'gauge', help: 'What the last checkpoint took.' },
    labels,
    tookMs / 1000,
  );
  add({ name: 'weir_checkpoint_bytes', type: 'gauge', help: 'Size of the last checkpoint.' }, labels, bytes);
}

function addNode(node: NodeFigures, labels: Labels, add: Add): void {
  for (const { of, ...family } of NODE_FAMILIES) add(family, labels, of(node));
  QUANTILES.forEach((quantile, index) => {
    const withQuantile = { ...labels, quantile: String(quantile) };
    add(
      { name: 'weir_node_time_seconds', type: 'gauge', help: 'Time in the node, last one to two seconds.' },
      withQuantile,
      (node.nodeMs[index] ?? Number.NaN) / 1000,
    );
    add(
      { name: 'weir_e2e_seconds', type: 'gauge', help: 'Time since the event entered, last ten seconds.' },
      withQuantile,
      (node.endToEndMs[index] ?? Number.NaN) / 1000,
    );
  });
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return `{${parts.join(',')}}`;
}

function valueText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
