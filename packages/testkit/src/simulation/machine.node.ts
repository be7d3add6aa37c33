// The machine of one simulated process: what waits on it comes back when it is alive, at its time, or never.
import { compile } from '@weir/runner-embedded/host/compile';
import type { Machine } from '@weir/runner-embedded/host/machine';
import { nodeHost } from '@weir/runner-embedded/host/node-host';
import type { Platter } from './platter.node.ts';
import type { Random } from './random.node.ts';
import type { Scheduler } from './scheduler.node.ts';
import { type DiskWorld, simDisk } from './sim-disk.node.ts';

/** A process or a thread. What waits in one that is paused comes back later. */
export type Life = {
  gone: boolean;
  pausedUntilMs: number;
  readonly parent?: Life | undefined;
  onDeath?: (() => void)[];
};

export function simMachine(world: {
  readonly life: Life;
  readonly scheduler: Scheduler;
  readonly platter: Platter;
  readonly random: Random;
  /** The clock on the wall when the world began. */
  readonly epochMs: () => number;
  readonly latencyMs: () => number;
  /** How long work takes between two looks at the clock; 0 for a machine that is infinitely fast. */
  readonly workMs?: number | undefined;
  readonly effectOf: DiskWorld['effectOf'];
  readonly crash: () => void;
}): Machine {
  const { life, scheduler } = world;
  const isGone = (): boolean => life.gone || life.parent?.gone === true;
  const after = (ms: number, run: () => void): void =>
    scheduler.after(ms, () => {
      if (isGone()) return;
      const pauseMs = life.pausedUntilMs - scheduler.nowMs;
      if (pauseMs > 0) after(pauseMs, run);
      else run();
    });
  const workMs = world.workMs ?? 0;
  let workedMs = 0;
  const monotonicMs = (): number => {
    workedMs = Math.max(scheduler.nowMs, workedMs + workMs);
    return workedMs;
  };
  /** What was worked has taken its time: the next turn comes after it. */
  const turnMs = (): number => Math.max(0, workedMs - scheduler.nowMs);
  const now = (): number => Math.floor(world.epochMs() + scheduler.nowMs);
  return {
    disk: simDisk({ ...world, after, isGone }),
    now,
    monotonicMs,
    turn: () => new Promise((resume) => after(turnMs(), resume)),
    sleep: (ms) => {
      let wake = (): void => undefined;
      const done = new Promise<void>((resume) => {
        wake = resume;
        after(ms, resume);
      });
      return { done, wake };
    },
    host: (drivers) => ({
      ...nodeHost(drivers),
      now,
      random: () => world.random.number(),
      monotonicMs,
      cpuMs: undefined,
      compile: compileOnce,
    }),
  };
}

const compiled = new Map<string, ReturnType<typeof compile>>();

/** The same text is compiled once for all worlds: what it makes is made anew at each call. */
function compileOnce(source: string, parameters: readonly string[]): ReturnType<typeof compile> {
  const key = `${parameters.join()}\n${source}`;
  const found = compiled.get(key) ?? compile(source, parameters);
  compiled.set(key, found);
  return found;
}
