// UTF-8 of the interpreter: halves of characters become question marks, broken bytes U+FFFD, both as in Java.

/** The bytes of a text. */
export function utf8(text: string): Uint8Array {
  return Uint8Array.from([...text].flatMap((character) => bytesOf(character.codePointAt(0) ?? 0)));
}

function bytesOf(point: number): readonly number[] {
  if (point >= 0xd800 && point <= 0xdfff) return [63];
  if (point < 0x80) return [point];
  const tail: number[] = [];
  let rest = point;
  let room = 64;
  while (rest >= room) {
    tail.unshift(0x80 | (rest % 64));
    rest = Math.floor(rest / 64);
    room = room === 64 ? 32 : room / 2;
  }
  const head = [0xc0, 0xe0, 0xf0][tail.length - 1] ?? 0;
  return [head | rest, ...tail];
}

/** The text of bytes; each longest start of a character that is not finished becomes one U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const { length, point } = characterAt(bytes, at);
    text += String.fromCodePoint(point);
    at += length;
  }
  return text;
}

function characterAt(bytes: Uint8Array, at: number): { readonly length: number; readonly point: number } {
  const head = bytes[at] ?? 0;
  if (head < 0x80) return { length: 1, point: head };
  const wanted =
    head >= 0xc2 && head < 0xe0 ? 2 : head >= 0xe0 && head < 0xf0 ? 3 : head >= 0xf0 && head < 0xf5 ? 4 : 1;
  let length = 1;
  let point = wanted === 2 ? head & 31 : wanted === 3 ? head & 15 : head & 7;
  while (length < wanted && isTail(head, bytes[at + length], length)) {
    point = point * 64 + ((bytes[at + length] ?? 0) & 63);
    length += 1;
  }
  return wanted > 1 && length === wanted ? { length, point } : { length, point: 0xfffd };
}

/** The second byte must not make a form that is too long, a half of a character or a number past U+10FFFF. */
function isTail(head: number, byte: number | undefined, place: number): boolean {
  if (byte === undefined || byte < 0x80 || byte > 0xbf) return false;
  if (place > 1) return true;
  if (head === 0xe0) return byte >= 0xa0;
  if (head === 0xed) return byte < 0xa0;
  if (head === 0xf0) return byte >= 0x90;
  return head !== 0xf4 || byte < 0x90;
}
