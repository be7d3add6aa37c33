// Cuts the body of a request into events, by byte ranges: nothing is written anew, so numbers stay as they came.
import { isUtf8 } from 'node:buffer';
import { JsonScanner } from '@weir/engine/decode/json-scan';
import { Failure } from '@weir/shared/diagnostics';
import { INGEST_EVENTS_MAX } from '@weir/shared/limits';
import { RowError } from '@weir/sql/row-error';
import type { ByteRange } from '../log/frame.ts';

const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const COMMA = 44;
const LF = 10;

const NDJSON_TYPES = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/json-lines',
]);

/**
 * The events of a body.
 *
 * JSON (by content type, or because the whole body is one value) is one event or an array of events, and is refused
 * when it is not JSON. Anything else is NDJSON: its lines are taken as they are, bad ones become dead letters of the
 * source later.
 *
 * @throws Failure BAD_REQUEST, PAYLOAD_TOO_LARGE.
 */
export function splitEvents(body: Buffer, contentType: string | undefined): readonly ByteRange[] {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (body.length === 0)
    throw new Failure(
      'BAD_REQUEST',
      'body is empty',
      'Send one JSON event, an array of events, or one event per line.',
    );
  if (NDJSON_TYPES.has(type)) return splitLines(body);
  if (type === 'application/json' || type.endsWith('+json')) return splitJson(body);
  const scan = scannerOf(body);
  return scan.next() === OPEN_BRACKET || isOneValue(scan) ? splitJson(body) : splitLines(body);
}

function scannerOf(body: Buffer): JsonScanner {
  const scan = new JsonScanner();
  scan.reset(body, 0, body.length);
  return scan;
}

function isOneValue(scan: JsonScanner): boolean {
  try {
    scan.skip(0);
    return scan.next() === -1;
  } catch (cause) {
    if (cause instanceof RowError) return false;
    throw cause;
  }
}

function splitJson(body: Buffer): readonly ByteRange[] {
  try {
    if (!isUtf8(body)) throw new RowError('JSON_UTF8', 'bytes are not UTF-8');
    const scan = scannerOf(body);
    const events = scan.next() === OPEN_BRACKET ? splitArray(scan) : [oneValue(scan)];
    if (scan.next() !== -1) throw new RowError('JSON_SYNTAX', `text after the JSON value at byte ${scan.at}`);
    return events;
  } catch (cause) {
    if (!(cause instanceof RowError)) throw cause;
    throw new Failure(
      'BAD_REQUEST',
      `body is not JSON: ${cause.message}`,
      'Nothing was stored. Send one JSON event, an array of events, or NDJSON as application/x-ndjson.',
    );
  }
}

function oneValue(scan: JsonScanner): ByteRange {
  scan.next();
  const from = scan.at;
  scan.skip(0);
  return { from, to: scan.at };
}

function splitArray(scan: JsonScanner): readonly ByteRange[] {
  const events: ByteRange[] = [];
  scan.at += 1;
  if (scan.next() === CLOSE_BRACKET) {
    scan.at += 1;
    return events;
  }
  for (;;) {
    events.push(oneValue(scan));
    if (events.length > INGEST_EVENTS_MAX) throw tooMany();
    const byte = scan.next();
    scan.at += 1;
    if (byte === CLOSE_BRACKET) return events;
    if (byte !== COMMA) throw new RowError('JSON_SYNTAX', `expected "," at byte ${scan.at - 1}`);
  }
}

function splitLines(body: Buffer): readonly ByteRange[] {
  const events: ByteRange[] = [];
  let from = 0;
  while (from < body.length) {
    const found = body.indexOf(LF, from);
    const to = found < 0 ? body.length : found;
    if (!isBlank(body, from, to)) events.push({ from, to });
    if (events.length > INGEST_EVENTS_MAX) throw tooMany();
    from = to + 1;
  }
  return events;
}

function isBlank(body: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = body[at];
    if (byte !== 32 && byte !== 9 && byte !== 13) return false;
  }
  return true;
}

function tooMany(): Failure {
  return new Failure(
    'PAYLOAD_TOO_LARGE',
    `body holds more than ${INGEST_EVENTS_MAX} events`,
    'Send it in several requests.',
  );
}
