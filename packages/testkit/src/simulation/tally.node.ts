// What worlds have been through, summed up: a run that broke nothing proves nothing (I29).
import type { Phase } from './fault-plan.node.ts';
import type { World } from './world.node.ts';

export class Tally {
  worlds = 0;
  requests = 0;
  records = 0;
  checkpoints = 0;
  faults = 0;
  deepest = 0;
  fenced = 0;
  degraded = 0;
  /** Worlds that ended because damage was said loudly. */
  loud = 0;
  refused = 0;
  repeated = 0;
  readonly kinds = new Map<string, number>();
  readonly phases = new Map<Phase, number>();

  add(world: World): void {
    this.worlds += 1;
    this.requests += world.journal.requests.length;
    this.records += world.journal.requests.reduce((sum, { events }) => sum + events.length, 0);
    this.refused += world.journal.refused;
    this.repeated += world.journal.repeated;
    this.checkpoints += world.watch.checkpoints;
    this.fenced += world.watch.fenced;
    this.degraded += world.watch.degraded;
    this.deepest = Math.max(this.deepest, world.deepest);
    if (world.loud !== undefined) this.loud += 1;
    for (const { kind, phase } of world.plan.landed) {
      this.faults += 1;
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
      this.phases.set(phase, (this.phases.get(phase) ?? 0) + 1);
    }
  }

  text(): string {
    const list = (counts: ReadonlyMap<string, number>): string =>
      [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    return [
      `${this.worlds} worlds, ${this.requests} requests of ${this.records} events (${this.repeated} sent again, ${this.refused} refused for a time)`,
      `${this.checkpoints} checkpoints, ${this.faults} faults, crashes in recovery up to depth ${this.deepest}`,
      `${this.fenced} replaced writers fenced off, ${this.degraded} alerts, ${this.loud} stopped loudly on damage`,
      `faults: ${list(this.kinds)}`,
      `phases: ${list(this.phases)}`,
    ].join('\n  ');
  }
}
