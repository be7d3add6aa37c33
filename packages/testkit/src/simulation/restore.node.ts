// I9: any checkpoint that is kept can be gone on from, and gives the same output. I10: state that is given back is the
// state that was saved, to the byte. Checked on copies of the disk that were taken while the world ran.

import { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { catalogue } from '@weir/nodes/catalogue';
import type { Manifest } from '@weir/runner-embedded/checkpoint/manifest';
import { FORGET } from '@weir/runner-embedded/host/line-sink';
import { checkOutput } from './check.node.ts';
import type { SimGraph } from './graphs.node.ts';
import { expectedOutput } from './oracle.node.ts';
import type { Platter } from './platter.node.ts';
import type { Random } from './random.node.ts';
import { idleMachine, outputOf, recordsOf } from './results.node.ts';
import { World } from './world.node.ts';

/** Restores a manifest into a job and asks for its state again. */
export function checkRoundTrip(graph: SimGraph, manifest: Manifest, platter: Platter): void {
  const idle = {
    next: () => 'idle' as const,
    onReady: () => undefined,
    release: () => undefined,
    backlogBytes: () => 0,
    close: () => undefined,
  };
  const host = idleMachine(platter).host({ openSource: () => idle, openSink: () => FORGET });
  const job = new EmbeddedJob({ plan: graph.plan, catalogue, host, restore: manifest.snapshot });
  const { sources, operators } = job.prepare(manifest.epoch + 1);
  const before = JSON.stringify([manifest.snapshot.sources, manifest.snapshot.operators]);
  if (JSON.stringify([sources, operators]) !== before)
    throw new Error(`I10: state of checkpoint ${manifest.epoch} came back as another`);
}

/** Goes on from the checkpoint of a copy, the newest or an older one, and ends the job there. */
export async function checkGoesOn(graph: SimGraph, copy: Platter, random: Random): Promise<void> {
  const manifests = copy.paths().filter((path) => path.includes('/manifest-') && !path.endsWith('.tmp'));
  const removed = random.whole(0, manifests.length - 1);
  for (const path of removed === 0 ? [] : manifests.slice(-removed)) copy.remove(path);
  const world = new World({
    seed: random.whole(0, 1_000_000),
    graph,
    faults: [],
    platter: copy,
    requests: 0,
  });
  await world.run();
  const records = Object.fromEntries(graph.doors.map((door) => [door, recordsOf(copy, door)]));
  try {
    checkOutput(graph, outputOf(copy, graph), expectedOutput(graph, records));
  } catch (cause) {
    throw new Error(
      `I9: from ${removed} before the newest checkpoint: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
