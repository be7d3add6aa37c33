// Session window: aggregates over rows that follow one another within a gap.

import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import { flinkInterval } from '@weir/engine/flink/table';
import { sessionOperator } from '@weir/engine/runtime/session-operator';
import {
  flinkWindow,
  inferWindow,
  WINDOW_FIELDS,
  WINDOW_INPUTS,
  WINDOW_OUTPUTS,
  windowDuration,
  windowMeaning,
  windowNeeds,
} from '@weir/engine/window-node';
import { joinSql, sql, sqlId } from '@weir/shared/fragment';
import { cases } from './cases.ts';

export const session = defineNode({
  type: 'session',
  palette: {
    group: 'window',
    title: 'Session window',
    summary: 'Aggregates per key over bursts of activity, ended by a gap of silence.',
    icon: 'session',
    key: 'i',
    keywords: ['activity', 'inactivity', 'gap', 'visit', 'aggregate', 'burst'],
  },
  docs: `A session of a key is a run of rows that follow one another within the *gap*; it ends a gap after its last row. Rows exactly a gap apart are
one session. A row between two sessions makes them one (T7).

**Fires** when the watermark reaches the last millisecond of the session. At the end of input every session fires.

**Late.** A row that touches an open session is never late, however old it is. One that touches none is late when its own session, the gap
behind it, would have ended already (T6, T18).

**Changes.** The input may be a stream of changes; a session whose rows are all taken back gives no result. A row that is taken back does not
split a session again, as in Flink.

JSON_OBJECTAGG is refused: a key may repeat when sessions are merged. For everything else see *Tumbling window*.`,
  inputs: WINDOW_INPUTS,
  outputs: WINDOW_OUTPUTS,
  fields: {
    gap: {
      kind: 'duration',
      title: 'Gap',
      help: 'So long without a row ends the session.',
      default: '30 min',
    },
    keys: { ...WINDOW_FIELDS.keys, help: 'Sessions of each key are apart. Empty: one run of sessions.' },
    aggregates: WINDOW_FIELDS.aggregates,
  },
  meaning: (config) => windowMeaning(`Session gap ${config.gap}`, config),
  infer: (ctx) => {
    const gap = gapOf(ctx.config);
    return inferWindow(ctx, typeof gap === 'number' ? 'session' : gap);
  },
  accepts: 'changes',
  eventTime: true,
  embedded: {
    kind: 'operator',
    needs: ({ config, inputs }) => ({ in: windowNeeds(config, inputs['in']) }),
    create: (ctx) => {
      const { keys, aggregates } = ctx.config;
      return sessionOperator(ctx, { gapMs: goodGap(ctx.config), keys, aggregates });
    },
  },
  flink: (ctx) => {
    const gap = flinkInterval(goodGap(ctx.config));
    const { keys } = ctx.config;
    const per = keys.length === 0 ? sql`` : sql` PARTITION BY ${joinSql(keys.map(sqlId), ', ')}`;
    return flinkWindow(
      ctx,
      'session',
      (table, time) => sql`SESSION(TABLE ${table}${per}, DESCRIPTOR(${time}), ${gap})`,
    );
  },
  cases,
});

function gapOf(config: { readonly gap: string }): number | NodeProblem {
  return windowDuration('gap', config.gap);
}

function goodGap(config: { readonly gap: string }): number {
  const gap = gapOf(config);
  if (typeof gap !== 'number') throw new Error('bug: unchecked session');
  return gap;
}
