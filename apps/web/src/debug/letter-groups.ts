// Dead letters by cause: the same code, node and message once numbers and quoted values are left out.
import type { DeadLetter } from '@weir/shared/api';

export type LetterGroup = {
  readonly key: string;
  readonly code: string;
  readonly nodeId: string;
  /** The message of the newest letter. */
  readonly message: string;
  readonly letters: readonly DeadLetter[];
  readonly firstAt: string;
  readonly lastAt: string;
};

/** Groups, largest first; letters inside keep their order, newest first. */
export function groupLetters(letters: readonly DeadLetter[]): readonly LetterGroup[] {
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    const key = `${letter.code} ${letter.nodeId} ${pattern(letter.message)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [letter]);
    else group.push(letter);
  }
  return [...groups]
    .flatMap(([key, group]): LetterGroup[] => {
      const newest = group[0];
      const oldest = group.at(-1);
      if (newest === undefined || oldest === undefined) return [];
      const { code, nodeId, message } = newest;
      return [{ key, code, nodeId, message, letters: group, firstAt: oldest.at, lastAt: newest.at }];
    })
    .sort((a, b) => b.letters.length - a.letters.length);
}

function pattern(message: string): string {
  return message.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '…').replace(/-?\d+(?:[.:\d]*\d)?/g, '#');
}
