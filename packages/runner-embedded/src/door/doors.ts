// The doors of the data plane: which sources accept events, with which token, into which log.
import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import type { Machine } from '../host/machine.ts';
import type { LogFileOptions } from '../log/log-file.ts';
import { type DoorKey, type DoorOpen, doorPath, type JobKey } from '../plane/protocol.ts';
import { DoorLog } from './door-log.ts';

type LogSizes = Pick<LogFileOptions, 'bytesMax' | 'segmentBytesMax'>;

type Door = { readonly doorKey: DoorKey; readonly tokenHash: Buffer; readonly log: DoorLog };

/** The folder of everything that belongs to a key, below a folder of such. Keys are data, not paths. */
export function folderOf(parent: string, key: string): string {
  return join(parent, encodeURIComponent(key));
}

export class Doors {
  readonly #machine: Machine;
  readonly #hasRoom: () => boolean;
  readonly #sizes: LogSizes;
  readonly #folder: string;
  readonly #onCommit: (doorKey: DoorKey) => void;
  readonly #onCut: (doorKey: DoorKey, bytes: number) => void;
  readonly #open = new Map<string, Door>();
  readonly #logs = new Map<DoorKey, DoorLog>();

  constructor(options: {
    readonly machine: Machine;
    readonly folder: string;
    /** False while what room there is on the disk belongs to checkpoints. */
    readonly hasRoom: () => boolean;
    /** Sizes of the logs, when they are not the usual ones. */
    readonly sizes?: LogSizes | undefined;
    readonly onCommit: (doorKey: DoorKey) => void;
    /** The end of a log was not whole when it was opened: torn by a crash, or damaged. */
    readonly onCut?: ((doorKey: DoorKey, bytes: number) => void) | undefined;
  }) {
    this.#machine = options.machine;
    this.#folder = options.folder;
    this.#hasRoom = options.hasRoom;
    this.#sizes = options.sizes ?? {};
    this.#onCommit = options.onCommit;
    this.#onCut = options.onCut ?? (() => undefined);
  }

  /** Opens a door, or gives an open one another token. */
  open(door: DoorOpen): void {
    this.#open.set(doorPath(door), {
      doorKey: door.doorKey,
      tokenHash: hashOf(door.token),
      log: this.log(door.doorKey),
    });
  }

  close(doorKey: DoorKey): void {
    for (const [path, door] of this.#open) {
      if (door.doorKey === doorKey) this.#open.delete(path);
    }
  }

  /** The log of a path when the token fits. */
  find(path: string, token: string | undefined): { readonly log: DoorLog } | 'unknown' | 'unauthorized' {
    const door = this.#open.get(path);
    if (door === undefined) return 'unknown';
    if (token === undefined || token === '' || !timingSafeEqual(hashOf(token), door.tokenHash))
      return 'unauthorized';
    return door;
  }

  /** The log of a door, open or not; it lives on when the door closes. */
  log(doorKey: DoorKey): DoorLog {
    const found = this.#logs.get(doorKey);
    if (found !== undefined) return found;
    const log = new DoorLog({
      ...this.#sizes,
      machine: this.#machine,
      hasRoom: this.#hasRoom,
      folder: folderOf(this.#folder, doorKey),
      onCommit: () => this.#onCommit(doorKey),
    });
    this.#logs.set(doorKey, log);
    if (log.cutBytes > 0) this.#onCut(doorKey, log.cutBytes);
    return log;
  }

  /** Everything before the position is in durable checkpoints. */
  release(doorKey: DoorKey, position: number): void {
    this.#logs.get(doorKey)?.release(position);
  }

  /** Closes the doors of a job and deletes their logs. */
  remove(jobKey: JobKey): void {
    const prefix = `${jobKey}.`;
    for (const [doorKey, log] of this.#logs) {
      if (!doorKey.startsWith(prefix)) continue;
      this.close(doorKey);
      log.close();
      this.#logs.delete(doorKey);
    }
    const { disk } = this.#machine;
    for (const name of foldersIn(disk, this.#folder)) {
      if (decodeURIComponent(name).startsWith(prefix)) disk.removeFolder(join(this.#folder, name));
    }
  }

  closeAll(): void {
    this.#open.clear();
    for (const log of this.#logs.values()) log.close();
    this.#logs.clear();
  }
}

function foldersIn(disk: Disk, folder: string): readonly string[] {
  try {
    return disk.list(folder);
  } catch {
    // No door was ever opened.
    return [];
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
