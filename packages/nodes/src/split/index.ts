// Split: a share of the keys goes one way, the rest the other, always the same.

import { defineNode } from '@weir/engine/define-node';
import { inShare } from '@weir/engine/share-of';
import { js } from '@weir/shared/fragment';
import { placesOf } from '@weir/shared/stream-type';
import { cases } from './cases.ts';

export const split = defineNode({
  type: 'split',
  palette: {
    group: 'transform',
    title: 'Split',
    summary: 'Sends a share of the keys one way and the rest the other.',
    icon: 'split',
    keywords: ['a/b', 'ab test', 'feature flag', 'hash', 'percent', 'canary', 'fan out'],
  },
  docs: `Sends rows to \`share\` or \`rest\` by a hash of the key columns: equal keys always go the same way, after a restart and on any
machine too. Another *salt* gives another choice of keys, so that two experiments do not pick the same people.

NULL is a key like any other. Columns and event time pass unchanged.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [
    { name: 'share', title: 'Rows of the share' },
    { name: 'rest', title: 'All other rows' },
  ],
  fields: {
    keys: {
      kind: 'columns',
      title: 'By',
      help: 'Rows with equal keys go the same way.',
      input: 'in',
      default: [],
    },
    percent: { kind: 'number', title: 'Share', unit: '%', default: 50, min: 0, max: 100 },
    salt: { kind: 'text', title: 'Salt', placeholder: 'none', default: '', optional: true },
  },
  meaning: (config) => `${config.percent} % by ${config.keys.join(', ') || 'no key yet'}`,
  infer: ({ inputs }) => {
    const input = inputs['in']?.[0];
    return { outputs: input === undefined ? undefined : { share: input, rest: input }, problems: [] };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'inline',
    emit: ({ config, input, pass }) => {
      const places = placesOf(input.columns, config.keys);
      const inside = inShare(places.map(pass), config);
      const columns = input.columns.map((_, index) => pass(index));
      return {
        ways: { ...inside, code: js`(${inside.code} ? 1 : 2)`, type: { kind: 'INT' } },
        outputs: [
          { port: 'share', way: 0, columns },
          { port: 'rest', way: 1, columns },
        ],
      };
    },
  },
  flink: () => ({ kind: 'unsupported', reason: 'the hash of the embedded engine has no Flink function' }),
  cases,
});
