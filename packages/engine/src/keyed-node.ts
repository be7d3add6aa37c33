// Settings that nodes with state by key have in common.
import { parseDurationMs } from '@weir/shared/duration';
import type { Field } from './field.ts';

/** How long state is kept, in processing time (T14). */
export const TTL_FIELDS = {
  ttl: {
    kind: 'duration',
    title: 'Forget after',
    section: 'State',
    help: 'A key that has not changed for so long is forgotten. Empty: never.',
    placeholder: 'never',
    default: '',
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

/** The setting in milliseconds; undefined means never. */
export function ttlMs(config: { readonly ttl: string }): number | undefined {
  return config.ttl === '' ? undefined : parseDurationMs(config.ttl);
}
