// Absence: tells when a key that was there has not come for too long.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { absenceOperator } from '@weir/engine/runtime/absence';
import { parseDurationMs } from '@weir/shared/duration';
import { cases } from './cases.ts';

export const absence = defineNode({
  type: 'absence',
  palette: {
    group: 'window',
    title: 'Absence',
    summary: 'Tells when a key has not come for too long.',
    icon: 'absence',
    keywords: ['heartbeat', 'missing', 'dead', 'timeout', 'silent', 'no data', 'watchdog'],
  },
  docs: `Watches every key from its first row on. When event time has gone on for *missing after* since the newest row of a key and none has
come, it gives one row: the keys, \`last_seen\` and \`missing_since\`. The key is forgotten then, and watched again when it comes back.

It works in event time: a source that falls silent as a whole moves no watermark, and other keys, other sources or an idle timeout must. The
end of the input is no absence. Rows so late that their key counts as missing already leave by \`late\` (T18). The event time of the
output is \`missing_since\`.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'out', title: 'Missing keys' },
    { name: 'late', title: 'Late rows', side: true },
  ],
  fields: {
    keys: { kind: 'columns', title: 'Watch each', input: 'in', default: [] },
    after: { kind: 'duration', title: 'Missing after', default: '1 min' },
  },
  meaning: (config) => `no ${config.keys.join(', ') || 'key yet'} for ${config.after}`,
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    const time = input?.columns.find(({ name }) => name === input.eventTime);
    if (input === undefined || time === undefined) return { outputs: undefined, problems: [] };
    const problems = problemsOf(config);
    if (problems.length > 0) return { outputs: undefined, problems };
    const keys = config.keys.flatMap((key) => input.columns.filter(({ name }) => name === key));
    const times = ['last_seen', 'missing_since'].map((name) => ({ ...time, name, nullable: false }));
    const columns = [...keys, ...times];
    return {
      outputs: { out: { columns, eventTime: 'missing_since', changes: 'append' }, late: input },
      problems,
    };
  },
  eventTime: true,
  embedded: {
    kind: 'operator',
    create: (ctx) =>
      absenceOperator(ctx, { keys: ctx.config.keys, afterMs: parseDurationMs(ctx.config.after) ?? 0 }),
    needs: ({ config, inputs }) => ({ in: [...config.keys, inputs['in']?.eventTime ?? ''] }),
  },
  flink: () => ({ kind: 'unsupported', reason: 'Flink SQL gives no row for what does not come' }),
  cases,
});

function problemsOf(config: {
  readonly keys: readonly string[];
  readonly after: string;
}): readonly NodeProblem[] {
  const clash = config.keys.findIndex((key) => key === 'last_seen' || key === 'missing_since');
  if (clash >= 0)
    return [
      {
        code: 'COLUMN_DUPLICATE',
        field: `keys.${clash}`,
        message: `key ${config.keys[clash]} has the name of an output column`,
        hint: 'Rename it with a Project before.',
      },
    ];
  if ((parseDurationMs(config.after) ?? 0) > 0) return [];
  return [
    {
      code: 'CONFIG_VALUE',
      field: 'after',
      message: 'missing after is not positive',
      hint: 'Use a duration such as 1 min.',
    },
  ];
}
