// Which faults happen in a world, and when: each waits for an operation of a phase of the protocol.
import { basename } from 'node:path';
import type { Random } from './random.node.ts';
import { type Effect, folderName, type Operation } from './sim-disk.node.ts';

/** Parts of the protocol that a fault can fall into. */
export const PHASES = [
  'ingest-write',
  'ingest-sync',
  'ingest-roll',
  'log-release',
  'sink-write',
  'sink-prepare',
  'sink-sync',
  'sink-commit',
  'sink-folder',
  'letters-write',
  'letters-sync',
  'stream-write',
  'stream-sync',
  'stream-commit',
  'manifest-write',
  'manifest-sync',
  'manifest-rename',
  'manifest-folder',
  'manifest-prune',
  'recovery-read',
  'recovery-generation',
  'recovery-commit',
  'recovery-other',
  'other',
] as const;
export type Phase = (typeof PHASES)[number];

export const FAULTS = ['power', 'kill', 'worker', 'eio', 'flip', 'full', 'clock', 'slow', 'zombie'] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Fires at the `skip`-th operation of its phase after the fault before it; `any` is every phase. */
export type Fault = { readonly kind: FaultKind; readonly phase: Phase | 'any'; readonly skip: number };

/** A world has a few thousand; more are a loop that has no end. */
const OPERATIONS_MAX = 100_000;

/** The phase that an operation belongs to. */
export function phaseOf({ kind, path }: Operation, recovering: boolean): Phase {
  if (recovering) return recoveryPhase(kind, path);
  const name = basename(path);
  if (name.startsWith('manifest-')) {
    if (kind === 'rename') return 'manifest-rename';
    if (kind === 'remove') return 'manifest-prune';
    return kind === 'sync' ? 'manifest-sync' : 'manifest-write';
  }
  if (name === 'checkpoints') return 'manifest-folder';
  if (/^\.part-.*-\d+$/.test(name)) return kind === 'rename' ? 'sink-prepare' : 'sink-sync';
  if (name.startsWith('.part-')) return kind === 'sync' ? 'sink-sync' : 'sink-write';
  if (name.startsWith('part-')) return 'sink-commit';
  if (path.includes('/dead-letters/')) return kind === 'sync' ? 'letters-sync' : 'letters-write';
  if (name === 'committed') return 'stream-commit';
  if (path.includes('/streams/')) return kind === 'sync' ? 'stream-sync' : 'stream-write';
  if (path.includes('/doors/')) return doorPhase(kind, name);
  return folderName(path) === 'files' ? 'sink-folder' : 'other';
}

function recoveryPhase(kind: Operation['kind'], path: string): Phase {
  if (kind === 'read' || kind === 'list') return 'recovery-read';
  if (path.includes('generation')) return 'recovery-generation';
  return basename(path).startsWith('part-') ? 'recovery-commit' : 'recovery-other';
}

function doorPhase(kind: Operation['kind'], name: string): Phase {
  if (kind === 'sync') return 'ingest-sync';
  if (kind === 'remove') return 'log-release';
  return kind === 'write' && name.endsWith('.log') ? 'ingest-write' : 'ingest-roll';
}

/** Carries out a list of faults, one after the other. */
export class FaultPlan {
  readonly #faults: readonly Fault[];
  readonly #act: (kind: FaultKind) => void;
  readonly #random: Random;
  #next = 0;
  #skipped = 0;
  #over = false;
  #operations = 0;
  /** What fired, and where. */
  readonly landed: { readonly kind: FaultKind; readonly phase: Phase }[] = [];
  readonly operations = new Map<Phase, number>();

  constructor(options: {
    readonly faults: readonly Fault[];
    readonly random: Random;
    /** Does what is no effect on the operation itself. */
    readonly act: (kind: FaultKind) => void;
  }) {
    this.#faults = options.faults;
    this.#random = options.random;
    this.#act = options.act;
  }

  /** From now on nothing breaks. */
  end(): void {
    this.#over = true;
  }

  effectOf(operation: Operation, who: { readonly recovering: boolean; readonly isJob: boolean }): Effect {
    const phase = phaseOf(operation, who.recovering);
    this.#operations += 1;
    if (this.#operations > OPERATIONS_MAX) throw new Error('the world does nothing but work on its disk');
    this.operations.set(phase, (this.operations.get(phase) ?? 0) + 1);
    const fault = this.#faults[this.#next];
    if (this.#over || fault === undefined || !matches(fault, phase, operation, who)) return { kind: 'none' };
    this.#skipped += 1;
    if (this.#skipped <= fault.skip) return { kind: 'none' };
    this.#next += 1;
    this.#skipped = 0;
    this.landed.push({ kind: fault.kind, phase });
    this.#act(fault.kind);
    if (fault.kind === 'eio') return { kind: 'error', code: 'EIO' };
    const isCrash =
      fault.kind === 'power' || fault.kind === 'kill' || fault.kind === 'worker' || fault.kind === 'flip';
    return isCrash ? { kind: 'crash', after: this.#random.chance(0.5) } : { kind: 'none' };
  }
}

function matches(
  fault: Fault,
  phase: Phase,
  operation: Operation,
  who: { readonly isJob: boolean },
): boolean {
  if (fault.phase !== 'any' && fault.phase !== phase) return false;
  if ((fault.kind === 'worker' || fault.kind === 'zombie') && !who.isJob) return false;
  // Reads fail only where a phase of reading is asked for: most would be the same.
  return operation.kind !== 'read' || fault.phase !== 'any';
}

/** Phases that come once in a checkpoint, or seldom: waiting long for one is waiting for nothing. */
const SELDOM = /^(?:manifest|sink|letters|stream|log-release|recovery)/;
const CRASHES: readonly FaultKind[] = ['power', 'kill', 'worker'];

/** The faults of a seed: 1 to 5, most in phases of their own, some all in one recovery. */
export function randomFaults(random: Random): readonly Fault[] {
  const faults: Fault[] = [];
  if (random.chance(0.1)) {
    // A commit that is half done, and a start that does the rest and is stopped in it.
    const phase = random.pick(['manifest-folder', 'sink-commit'] as const);
    faults.push({ kind: random.pick(CRASHES), phase, skip: random.whole(0, 3) });
    faults.push({ kind: random.pick([...CRASHES, 'eio']), phase: 'recovery-commit', skip: 0 });
  }
  if (random.chance(0.1)) {
    // The disk does not take something, and forgets it.
    const phase = random.pick([
      'ingest-sync',
      'sink-sync',
      'letters-sync',
      'manifest-sync',
      'stream-sync',
    ] as const);
    faults.push({ kind: 'eio', phase, skip: random.whole(0, 3) });
    faults.push({ kind: 'power', phase: 'any', skip: random.whole(0, 60) });
  }
  const storm = random.chance(0.2);
  const count = random.whole(1, 5);
  for (let index = 0; index < count; index += 1) {
    if (storm && index > 0) {
      const kind = random.pick([...CRASHES, 'eio'] as const);
      faults.push({ kind, phase: recoveryOf(random), skip: random.whole(0, 6) });
      continue;
    }
    const phase = random.chance(0.25) ? 'any' : random.pick(PHASES);
    const skipMax = phase === 'any' ? 150 : SELDOM.test(phase) ? 3 : 8;
    faults.push({ kind: kindOf(random), phase, skip: random.whole(0, skipMax) });
  }
  return faults;
}

function recoveryOf(random: Random): Phase {
  return random.pick(['recovery-read', 'recovery-generation', 'recovery-commit', 'recovery-other']);
}

function kindOf(random: Random): FaultKind {
  return random.pick([
    'power',
    'power',
    'power',
    'power',
    'kill',
    'kill',
    'worker',
    'eio',
    'eio',
    'flip',
    'full',
    'clock',
    'slow',
    'zombie',
  ]);
}
