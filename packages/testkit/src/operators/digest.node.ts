// The hash of a table: its rows sorted bytewise.
import { createHash } from 'node:crypto';

/** SHA-256 in hex of the rows, sorted bytewise, each with a line end. */
export function digest(rows: readonly string[]): string {
  const bytes = rows.map((row) => Buffer.from(`${row}\n`, 'utf8')).sort((a, b) => Buffer.compare(a, b));
  const hash = createHash('sha256');
  for (const row of bytes) hash.update(row);
  return hash.digest('hex');
}
