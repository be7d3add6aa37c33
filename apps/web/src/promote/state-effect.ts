// What a change of versions does to state, in words, from the entries of the diff.
import type { DiffEntry } from '@weir/shared/api';

export type StateEffect = {
  readonly kept: readonly string[];
  readonly discarded: readonly string[];
  readonly fresh: readonly string[];
};

/** Names of the changed nodes by what happens to their state. Nodes that are not in the diff keep theirs. */
export function stateEffect(entries: readonly DiffEntry[]): StateEffect {
  const names = (state: DiffEntry['state']): readonly string[] =>
    entries.filter((entry) => entry.what === 'node' && entry.state === state).map((entry) => entry.title);
  return { kept: names('kept'), discarded: names('discarded'), fresh: names('new') };
}

/** One or two sentences. */
export function stateEffectText({ discarded, fresh }: StateEffect): string {
  const parts = [
    discarded.length === 0 ? '' : `State of ${list(discarded)} is discarded.`,
    fresh.length === 0 ? '' : `${capital(list(fresh))} ${fresh.length === 1 ? 'starts' : 'start'} empty.`,
    discarded.length + fresh.length === 0
      ? 'All state is kept: open windows go on.'
      : 'All other state is kept.',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function list(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
