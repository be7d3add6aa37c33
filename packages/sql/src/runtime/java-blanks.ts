// Blanks as Java sees them, which differ from `\s` of JavaScript: the separators 0x1C to 0x1F count, no-break spaces do not.

const OTHERS: ReadonlySet<number> = new Set([0x1680, 0x2028, 0x2029, 0x205f, 0x3000]);

/** `Character.isWhitespace` of a UTF-16 unit. */
function isJavaBlank(unit: number): boolean {
  if (unit < 0x80) return (unit >= 9 && unit <= 13) || (unit >= 28 && unit <= 32);
  return (unit >= 0x2000 && unit <= 0x200a && unit !== 0x2007) || OTHERS.has(unit);
}

/** The first blank from a unit on, or -1. */
export function nextJavaBlank(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (isJavaBlank(text.charCodeAt(at))) return at;
  return -1;
}

/** True when nothing but blanks is in the text. */
export function isJavaBlankText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isJavaBlank(text.charCodeAt(at))) return false;
  return true;
}

/** `String.trim` of Java: everything up to the blank goes at both ends. */
export function trimJava(text: string): string {
  let from = 0;
  let to = text.length;
  while (to > 0 && text.charCodeAt(to - 1) <= 32) to -= 1;
  while (from < to && text.charCodeAt(from) <= 32) from += 1;
  return text.slice(from, to);
}
