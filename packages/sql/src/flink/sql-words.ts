// Words and numerals of our own tables as SQL, letter by letter: no user text can pass, quotes and blanks have no entry.

import { type Sql, sql } from '@weir/shared/fragment';

const CHARACTERS: Readonly<Record<string, Sql>> = {
  '0': sql`0`,
  '1': sql`1`,
  '2': sql`2`,
  '3': sql`3`,
  '4': sql`4`,
  '5': sql`5`,
  '6': sql`6`,
  '7': sql`7`,
  '8': sql`8`,
  '9': sql`9`,
  '.': sql`.`,
  '-': sql`-`,
  _: sql`_`,
  A: sql`A`,
  B: sql`B`,
  C: sql`C`,
  D: sql`D`,
  E: sql`E`,
  F: sql`F`,
  G: sql`G`,
  H: sql`H`,
  I: sql`I`,
  J: sql`J`,
  K: sql`K`,
  L: sql`L`,
  M: sql`M`,
  N: sql`N`,
  O: sql`O`,
  P: sql`P`,
  Q: sql`Q`,
  R: sql`R`,
  S: sql`S`,
  T: sql`T`,
  U: sql`U`,
  V: sql`V`,
  W: sql`W`,
  X: sql`X`,
  Y: sql`Y`,
  Z: sql`Z`,
};

/** A function's name. */
export function wordSql(word: string): Sql {
  let result = sql``;
  for (const character of word) {
    const known = CHARACTERS[character];
    if (known === undefined)
      throw new Error('bug: a word of SQL has upper-case letters, digits and underscores');
    result = sql`${result}${known}`;
  }
  return result;
}

/** A numeral. A sign stands in parentheses: `a - -1` would be the start of a comment. */
export function numeralSql(text: string): Sql {
  return text.startsWith('-') ? sql`(${wordSql(text)})` : wordSql(text);
}
