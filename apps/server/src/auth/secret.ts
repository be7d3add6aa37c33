// Random references and their hashes: what proves who asks.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random word for a URL or a header: 16 bytes are 128 bits. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** The form in which a token is stored. The tokens are random, so a plain hash cannot be guessed backwards. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares in constant time; both sides are hashed first, so lengths may differ. */
export function sameToken(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(left), 'hex'), Buffer.from(hashToken(right), 'hex'));
}
