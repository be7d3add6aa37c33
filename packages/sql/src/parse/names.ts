// How column names are written.

import { RESERVED } from './parse-primary.ts';

/** The name as an expression writes it: in back-ticks when it is not a plain word. */
export function identifierText(name: string): string {
  const plain = /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) && !RESERVED.has(name.toUpperCase());
  return plain ? name : `\`${name.replaceAll('`', '``')}\``;
}
