// Base64 by the platform's own functions, which browsers and Node share.

declare const atob: (text: string) => string;
declare const btoa: (binary: string) => string;

/** Bytes of base64 text; `undefined` when it is none. */
export function parseBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Bytes as base64 text. */
export function formatBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
