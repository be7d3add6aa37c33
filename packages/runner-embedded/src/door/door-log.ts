// The log of one door: requests wait for a common sync, and are answered when it is done.
//
// Whoever appends while a sync runs shares the next one. That is group commit without a clock: an idle door syncs at
// once, a busy one as often as the disk allows.
import { join } from 'node:path';
import { Failure } from '@weir/shared/diagnostics';
import { z } from 'zod';
import { type Disk, errorCode } from '../disk/disk.ts';
import type { Machine } from '../host/machine.ts';
import { CommittedEnd } from '../log/committed-end.ts';
import { readWhole, replaceFileSync } from '../log/durable-files.ts';
import { type ByteRange, eachRecord, encodeFrame, type Frame } from '../log/frame.ts';
import { LogFile, type LogFileOptions } from '../log/log-file.ts';
import { seal, unseal } from '../log/sealed-file.ts';
import { digestOf, KnownKeys, knownKeysSchema, noteOf } from './idempotency.ts';

/** A group is cut here, so that one sync never waits for long. */
const GROUP_BYTES_MAX = 1024 * 1024;
const REOPEN_PAUSE_MS = 1000;
/** Records looked at for a capture come from so much of the end of the log. */
const CAPTURE_BYTES_MAX = 8 * 1024 * 1024;

export type Ingest = {
  readonly body: Buffer;
  readonly records: readonly ByteRange[];
  readonly key: string | undefined;
};

/** Everything before `upTo` is counted here, newer frames are counted when the log is opened. */
const indexSchema = z.strictObject({
  formatVersion: z.literal(1),
  upTo: z.number(),
  accepted: z.number(),
  keys: knownKeysSchema,
});

const INDEX_FILE = 'index.json';
const INDEX_KIND = 'door index';

/** A request on its way to the disk. */
type Waiting = {
  readonly frame: Buffer;
  readonly records: number;
  readonly atMs: number;
  readonly key: RequestKey | undefined;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
};

type RequestKey = { readonly key: string; readonly digest: string };

export class DoorLog {
  readonly folder: string;
  readonly committed = new CommittedEnd();
  readonly #machine: Machine;
  readonly #log: LogFile;
  readonly #keys = new KnownKeys();
  readonly #underway = new Map<string, { readonly digest: string; readonly accepted: Promise<number> }>();
  readonly #onCommit: () => void;
  readonly #hasRoom: () => boolean;
  #waiting: Waiting[] = [];
  #flushing = false;
  #reopenMs = 0;
  #indexUpTo: number;
  /** Events since the door was first opened. */
  accepted = 0;

  constructor(
    options: Omit<LogFileOptions, 'disk' | 'scanFrom' | 'onFrame'> & {
      readonly machine: Machine;
      /** False while what room there is belongs to checkpoints. */
      readonly hasRoom: () => boolean;
      readonly onCommit: () => void;
    },
  ) {
    this.folder = options.folder;
    this.#machine = options.machine;
    const { disk } = options.machine;
    this.#onCommit = options.onCommit;
    this.#hasRoom = options.hasRoom;
    const index = readIndex(disk, options.folder);
    this.accepted = index?.accepted ?? 0;
    this.#keys.load(index?.keys ?? []);
    const upTo = index?.upTo ?? 0;
    this.#indexUpTo = upTo;
    this.#log = new LogFile({
      ...options,
      disk,
      scanFrom: upTo,
      onFrame: (frame, position) => {
        if (position < upTo) return;
        this.accepted += frame.records;
        this.#keys.restore(frame.note, { accepted: frame.records, atMs: frame.arrivalMs });
      },
    });
    this.committed.set(this.#log.end);
  }

  /**
   * Appends the records of a request.
   *
   * @returns How many were accepted, once they are on disk; for a known key what was answered the first time.
   * @throws Failure CONFLICT when the key came with another body, DOOR_FULL, DISK_FULL, STATE_FOLDER.
   */
  async ingest(request: Ingest, nowMs: number): Promise<number> {
    const { key } = request;
    if (key === undefined) return this.#append(request, undefined, nowMs);
    const digest = digestOf(request.body);
    const known = this.#keys.get(key, nowMs) ?? this.#underway.get(key);
    if (known !== undefined) {
      if (known.digest === digest) return known.accepted;
      throw new Failure(
        'CONFLICT',
        'Idempotency-Key came before with another body',
        'Use a new key for a new request.',
      );
    }
    const accepted = this.#append(request, { key, digest }, nowMs);
    this.#underway.set(key, { digest, accepted });
    try {
      return await accepted;
    } finally {
      this.#underway.delete(key);
    }
  }

  async #append(request: Ingest, key: RequestKey | undefined, atMs: number): Promise<number> {
    const { records, body } = request;
    if (records.length === 0 && key === undefined) return 0;
    const frame = encodeFrame({ arrivalMs: atMs, note: noteOf(key), bytes: body, records });
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ frame, records: records.length, atMs, key, done, failed });
      if (this.#flushing) return;
      this.#flushing = true;
      // After the present turn of the event loop: requests that arrived together share a sync.
      void this.#machine.turn().then(() => this.#flush());
    });
    return records.length;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const segment = this.#log.segmentStart;
      try {
        if (!this.#hasRoom())
          throw new Failure(
            'DISK_FULL',
            'disk of the state folder is full',
            'Try again when there is space.',
          );
        if (this.#log.hasFailed) this.#reopen();
        this.#log.append(group.map(({ frame }) => frame));
        await this.#log.sync();
        this.#commit(group);
        if (this.#log.segmentStart !== segment) this.#saveIndex();
      } catch (cause) {
        for (const { failed } of group) failed(inWords(cause));
      }
    }
    this.#flushing = false;
  }

  /** A disk that has failed once is tried again after a while, not for every request. */
  #reopen(): void {
    const nowMs = this.#machine.monotonicMs();
    if (nowMs < this.#reopenMs) return;
    this.#reopenMs = nowMs + REOPEN_PAUSE_MS;
    this.#log.reopen();
  }

  #commit(group: readonly Waiting[]): void {
    this.committed.set(this.#log.end);
    for (const { records, atMs, key, done } of group) {
      this.accepted += records;
      if (key !== undefined) this.#keys.set(key.key, { digest: key.digest, accepted: records, atMs });
      done();
    }
    this.#onCommit();
  }

  #takeGroup(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || bytes < GROUP_BYTES_MAX)) {
      bytes += this.#waiting[count]?.frame.length ?? 0;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  #saveIndex(): void {
    const upTo = this.committed.get();
    const index = { formatVersion: 1, upTo, accepted: this.accepted, keys: this.#keys.save() };
    replaceFileSync(this.#machine.disk, join(this.folder, INDEX_FILE), seal(INDEX_KIND, index));
    this.#indexUpTo = upTo;
  }

  /** Everything before the position is in durable checkpoints. What the index does not cover stays. */
  release(position: number): void {
    this.#log.release(Math.min(position, this.#indexUpTo));
  }

  /** The newest records, the oldest of them first. */
  newest(rows: number): readonly Buffer[] {
    const records: Buffer[] = [];
    const visit = (bytes: Buffer, frame: Frame): void => {
      eachRecord(bytes, frame, (from, to) => records.push(bytes.subarray(from, to)));
      if (records.length > 2 * rows) records.splice(0, records.length - rows);
    };
    this.#log.readTail(CAPTURE_BYTES_MAX, this.committed.get(), visit);
    return records.slice(-rows);
  }

  /** Bytes of torn or damaged requests that were cut off when the log was opened. */
  get cutBytes(): number {
    return this.#log.cutBytes;
  }

  close(): void {
    this.#log.close();
  }
}

/** What the disk says is no bug of ours: the sender is told to come again. */
function inWords(cause: unknown): unknown {
  if (cause instanceof Failure || errorCode(cause) === '') return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Failure('STATE_FOLDER', `log cannot be written: ${reason}`, 'Check the disk.');
}

function readIndex(disk: Disk, folder: string): z.infer<typeof indexSchema> | undefined {
  const path = join(folder, INDEX_FILE);
  // Not written before the first segment is full.
  if (disk.kindOf(path) === undefined) return undefined;
  const index = indexSchema.safeParse(unseal(INDEX_KIND, readWhole(disk, path))).data;
  if (index === undefined)
    throw new Failure(
      'STATE_FOLDER',
      `file ${path} is damaged`,
      'Restore it from a backup. Without it, requests that are repeated may be counted twice.',
    );
  return index;
}
