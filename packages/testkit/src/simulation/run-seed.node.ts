// A seed, from its choices to its verdict.
import { checkWorld } from './check.node.ts';
import { randomFaults } from './fault-plan.node.ts';
import { GRAPHS } from './graphs.node.ts';
import type { Planted } from './planted.node.ts';
import { Random } from './random.node.ts';
import { checkGoesOn, checkRoundTrip } from './restore.node.ts';
import { World } from './world.node.ts';

/** Runs the world of a seed and checks it. @throws With the seed, what fired, and the invariant that does not hold. */
export async function runSeed(seed: number, planted?: Planted): Promise<World> {
  const random = new Random(seed);
  const graph = random.pick(GRAPHS);
  const world = new World({
    seed,
    graph,
    faults: randomFaults(random),
    isCareful: random.chance(0.2),
    planted,
  });
  try {
    await world.run();
    checkWorld(world);
    const { copy, watch } = world;
    if (copy !== undefined) await checkGoesOn(graph, copy, random);
    if (copy !== undefined && watch.last !== undefined) checkRoundTrip(graph, watch.last, copy);
  } catch (cause) {
    const landed = world.plan.landed.map(({ kind, phase }) => `${kind} in ${phase}`).join(', ');
    throw new Error(
      `seed ${seed} (${graph.name}; ${landed || 'no fault'}${world.flipped.length > 0 ? `; damaged ${world.flipped.join()}` : ''}): ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  return world;
}
