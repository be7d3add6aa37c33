// Requests that were answered before, by their Idempotency-Key: the same answer again, and no second record.
//
// A key travels in the note of its frame, so that it is durable exactly when its records are. The window outlives
// released segments in a snapshot that is written when a segment is full.
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const KEYS_MAX = 100_000;
export const KEY_AGE_MS_MAX = 24 * 60 * 60 * 1000;
export const KEY_CHARS_MAX = 200;

const DIGEST_BYTES = 16;

/** What is known of a key. */
export type KnownRequest = { readonly digest: string; readonly accepted: number; readonly atMs: number };

export const knownKeysSchema = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]));

/** The fingerprint of a body that a key stands for. */
export function digestOf(body: Uint8Array): string {
  return createHash('sha256')
    .update(body)
    .digest('hex')
    .slice(0, 2 * DIGEST_BYTES);
}

/** The note of the frame of a request with a key; empty without. */
export function noteOf(request: { readonly key: string; readonly digest: string } | undefined): Uint8Array {
  if (request === undefined) return new Uint8Array(0);
  return Buffer.concat([Buffer.from(request.digest, 'hex'), Buffer.from(request.key, 'latin1')]);
}

/** The window of keys: the oldest leave when there are too many or they are too old. */
export class KnownKeys {
  /** In the order of their times. */
  readonly #keys = new Map<string, KnownRequest>();

  get(key: string, nowMs: number): KnownRequest | undefined {
    const known = this.#keys.get(key);
    return known === undefined || nowMs - known.atMs > KEY_AGE_MS_MAX ? undefined : known;
  }

  set(key: string, request: KnownRequest): void {
    this.#keys.delete(key);
    this.#keys.set(key, request);
    for (const [oldest, { atMs }] of this.#keys) {
      if (this.#keys.size <= KEYS_MAX && request.atMs - atMs <= KEY_AGE_MS_MAX) break;
      this.#keys.delete(oldest);
    }
  }

  /** Takes the key of a frame found in the log. */
  restore(note: Buffer, frame: { readonly accepted: number; readonly atMs: number }): void {
    if (note.length <= DIGEST_BYTES) return;
    const digest = note.subarray(0, DIGEST_BYTES).toString('hex');
    this.set(note.subarray(DIGEST_BYTES).toString('latin1'), { digest, ...frame });
  }

  load(saved: z.infer<typeof knownKeysSchema>): void {
    for (const [key, digest, accepted, atMs] of saved) this.#keys.set(key, { digest, accepted, atMs });
  }

  save(): z.infer<typeof knownKeysSchema> {
    return [...this.#keys].map(([key, { digest, accepted, atMs }]) => [key, digest, accepted, atMs]);
  }
}
