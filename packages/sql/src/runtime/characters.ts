// Functions of single characters: codes, cases of words, translations.

/** The character of the low eight bits; '' below 0. */
export function chr(code: number | bigint): string {
  if (code < 0) return '';
  return String.fromCharCode(typeof code === 'number' ? code & 255 : Number(code & 255n));
}

/** The first byte of the text in UTF-8, signed as in Java; 0 of the empty text. */
export function ascii(text: string): number {
  const point = text.codePointAt(0) ?? 0;
  if (point < 0x80) return point;
  if (point < 0x800) return ((0xc0 | (point >> 6)) << 24) >> 24;
  if (point >= 0xd800 && point <= 0xdfff) return 63;
  return ((point > 0xffff ? 0xf0 | (point >> 18) : 0xe0 | (point >> 12)) << 24) >> 24;
}

/** Each ASCII letter or digit after something else in upper case, the others in lower case; the rest as it is. */
export function initCap(text: string): string {
  return text.replaceAll(
    /[A-Za-z0-9]+/g,
    (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  );
}

/** Which character becomes which; of several for one the first counts, those without a partner are removed. */
export function translation(from: string, to: string): ReadonlyMap<string, string> {
  const targets = [...to];
  const map = new Map<string, string>();
  for (const [index, character] of [...from].entries()) {
    if (!map.has(character)) map.set(character, targets[index] ?? '');
  }
  return map;
}

/** TRANSLATE with a translation that is known. */
export function translateWith(text: string, map: ReadonlyMap<string, string>): string {
  if (map.size === 0) return text;
  let result = '';
  for (const character of text) result += map.get(character) ?? character;
  return result;
}

/** TRANSLATE: a NULL source set leaves the text as it is, a NULL target set removes. */
export function translateText(text: string | null, from: string | null, to: string | null): string | null {
  return text === null || from === null ? text : translateWith(text, translation(from, to ?? ''));
}
