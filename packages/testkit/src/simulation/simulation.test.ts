// Slow (about a minute): thousands of worlds that break, and bugs that are put into them.
import { afterAll, expect, test } from 'vitest';
import { PHASES } from './fault-plan.node.ts';
import { PLANTED } from './planted.node.ts';
import { runSeed } from './run-seed.node.ts';
import { ProcessGone } from './sim-disk.node.ts';
import { Tally } from './tally.node.ts';

/** Seeds of a run; `npm run soak` has more. One alone: WEIR_SIM_SEED=N. */
const WORLDS = Number(process.env.WEIR_WORLDS ?? 2_000);
const FIRST = Number(process.env.WEIR_SIM_FIRST ?? 1);
/** Of each planted bug; the one that hides best is found at a third of it. */
const BUG_SEEDS_MAX = 1_000;
const SHOWN_MAX = 5;
const TIMEOUT = { timeout: Math.max(300_000, WORLDS * 60) };

// A process that is gone leaves promises behind that nobody waits for any more.
const ignore = (cause: unknown): void => {
  if (!(cause instanceof ProcessGone)) throw cause;
};
process.on('unhandledRejection', ignore);
afterAll(() => {
  process.off('unhandledRejection', ignore);
});

test(
  `I1-I10, I13-I16, I19-I24: ${WORLDS} worlds in which disks, processes and clocks break`,
  TIMEOUT,
  async () => {
    const one = process.env.WEIR_SIM_SEED;
    const seeds =
      one === undefined ? Array.from({ length: WORLDS }, (_, index) => FIRST + index) : [Number(one)];
    const tally = new Tally();
    const wrong: string[] = [];
    for (const seed of seeds) {
      try {
        tally.add(await runSeed(seed));
      } catch (cause) {
        wrong.push(cause instanceof Error ? cause.message : String(cause));
      }
    }
    expect(
      wrong.slice(0, SHOWN_MAX),
      `${wrong.length} of ${seeds.length} worlds; repeat one with WEIR_SIM_SEED`,
    ).toEqual([]);
    process.stdout.write(`simulation: ${tally.text()}\n`);
    if (one !== undefined) return;
    // I29: the run means something: enough was processed, and every phase of the protocol was broken into.
    expect(tally.records).toBeGreaterThan(50 * WORLDS);
    expect(tally.checkpoints).toBeGreaterThan(2 * WORLDS);
    expect(tally.faults).toBeGreaterThan(WORLDS);
    expect(tally.deepest).toBeGreaterThanOrEqual(4);
    expect(PHASES.filter((phase) => !tally.phases.has(phase))).toEqual([]);
  },
);

test('a seed repeats its world exactly', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const [first, second] = [await runSeed(seed), await runSeed(seed)];
    expect(second.fingerprint(), `seed ${seed}`).toBe(first.fingerprint());
  }
});

test.each(PLANTED.map((planted) => [planted.name, planted] as const))(
  'I30: found: %s',
  TIMEOUT,
  async (name, planted) => {
    for (let seed = 1; seed <= BUG_SEEDS_MAX; seed += 1) {
      const found = await runSeed(seed, planted).then(
        () => false,
        () => true,
      );
      if (found) return;
    }
    expect.fail(`${name}: not found in ${BUG_SEEDS_MAX} worlds`);
  },
);
