// Worked examples of the current watermark.
import type { NodeCase } from '@weir/engine/define-node';

export const cases: readonly NodeCase[] = [
  {
    title: 'each row with the watermark of the rows before it',
    rules: ['T1', 'T18'],
    config: { name: 'wm' },
    input: {
      ports: {
        in: {
          schema: [
            ['id', 'INT'],
            ['ts', 'TIMESTAMP(3)'],
          ],
          eventTime: 'ts',
          delay: '5 s',
        },
      },
      rows: [
        ['in', { id: 1, ts: '2026-01-05 10:00:10.000' }],
        ['in', { id: 2, ts: '2026-01-05 10:00:20.000' }],
        ['in', { id: 3, ts: '2026-01-05 10:00:02.000' }],
      ],
    },
    output: {
      out: [
        { id: 1, ts: '2026-01-05 10:00:10.000', wm: null },
        { id: 2, ts: '2026-01-05 10:00:20.000', wm: '2026-01-05 10:00:05.000' },
        { id: 3, ts: '2026-01-05 10:00:02.000', wm: '2026-01-05 10:00:15.000' },
      ],
    },
  },
];
