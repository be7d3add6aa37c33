// Randomness by counter: the value depends on seed, event and purpose only, so any event can be made alone.

/** A number in [0, 1), uniform, the same for the same arguments on every machine. */
export function uniform(seed: number, event: number, purpose: number): number {
  let a = mix((seed ^ Math.imul(purpose + 1, 0x9e3779b1)) | 0);
  a = mix((a ^ (event | 0)) | 0);
  a = mix((a ^ ((event / 4294967296) | 0)) | 0);
  const high = a >>> 6;
  const low = mix((a + 0x7f4a7c15) | 0) >>> 5;
  return (high * 134217728 + low) / 9007199254740992;
}

/** A whole number from 0 to `bound - 1`. */
export function below(bound: number, draw: number): number {
  return Math.floor(draw * bound);
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A word of lower-case letters, its length between the bounds. */
export function word(
  bounds: { readonly min: number; readonly max: number },
  draw: (purpose: number) => number,
): string {
  const length = bounds.min + below(bounds.max - bounds.min + 1, draw(0));
  let text = '';
  for (let index = 0; index < length; index += 1) text += LETTERS[below(26, draw(index + 1))] ?? '';
  return text;
}
