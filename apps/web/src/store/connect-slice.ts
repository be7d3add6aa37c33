// The wire in hand: where it starts and what each port would say to it. Cheap answers come at once, type checks in
// slices of time so that a large graph never blocks the pointer.
import { type Graph, type GraphEdge, splitPort } from '@weir/shared/graph';
import { canConnect, catalogue, definitionOf, outputsOf } from '../engine.ts';
import { reachable } from './graph-index.ts';
import type { GetState, SetState } from './types.ts';

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly hint?: string | undefined };

export type Wire = {
  /** The port the wire starts at, `node.port`. */
  readonly from: string;
  /** `source`: drawn from an output to an input; `target`: the other way round. */
  readonly kind: 'source' | 'target';
  /** By port at the other end; a port without an entry is not decided yet. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The edge whose end is being moved; the answers are for the graph without it. */
  readonly moving?: GraphEdge | undefined;
  /** A refusing port under the pointer. */
  readonly refusedAt?: string | undefined;
};

export type ConnectSlice = {
  readonly wire: Wire | undefined;
  readonly startWire: (from: string, kind: 'source' | 'target', moving?: GraphEdge | undefined) => void;
  readonly endWire: () => void;
  readonly hoverPort: (port: string | undefined) => void;
  /** The verdict on one port, decided now if need be. */
  readonly verdictOn: (port: string) => Verdict;
};

// Leaves half of a 60 Hz frame to drawing.
const SLICE_MS = 8;

export function connectSlice(set: SetState, get: GetState): ConnectSlice {
  let pending = 0;
  const decide = (wire: Wire, port: string): Verdict => {
    const [from, to] = wire.kind === 'source' ? [wire.from, port] : [port, wire.from];
    return canConnect(without(get().graph, wire.moving), catalogue, from, to);
  };
  const work = (queue: string[]): void => {
    const wire = get().wire;
    if (wire === undefined) return;
    const until = performance.now() + SLICE_MS;
    const verdicts = new Map(wire.verdicts);
    while (queue.length > 0 && performance.now() < until) {
      const port = queue.shift();
      if (port !== undefined && !verdicts.has(port)) verdicts.set(port, decide(wire, port));
    }
    set({ wire: { ...get().wire, ...wire, verdicts } });
    if (queue.length > 0) pending = requestAnimationFrame(() => work(queue));
  };
  return {
    wire: undefined,
    startWire: (from, kind, moving) => {
      cancelAnimationFrame(pending);
      const { verdicts, undecided } = quickVerdicts(get, from, kind);
      set({ wire: { from, kind, verdicts, moving } });
      work(undecided);
    },
    endWire: () => {
      cancelAnimationFrame(pending);
      set({ wire: undefined });
    },
    hoverPort: (port) => {
      const { wire } = get();
      if (wire === undefined || wire.refusedAt === port) return;
      if (port === undefined) return set({ wire: { ...wire, refusedAt: undefined } });
      const verdict = get().verdictOn(port);
      const { wire: now } = get();
      if (now !== undefined) set({ wire: { ...now, refusedAt: verdict.ok ? undefined : port } });
    },
    verdictOn: (port) => {
      const { wire } = get();
      if (wire === undefined) return { ok: false, reason: 'no wire is drawn' };
      const known = wire.verdicts.get(port);
      if (known !== undefined) return known;
      const verdict = decide(wire, port);
      set({ wire: { ...wire, verdicts: new Map(wire.verdicts).set(port, verdict) } });
      return verdict;
    },
  };
}

// Answers that need no plan: same node, circle, taken port. One walk over the graph decides every circle.
function quickVerdicts(
  get: GetState,
  from: string,
  kind: 'source' | 'target',
): { verdicts: Map<string, Verdict>; undecided: string[] } {
  const { graph, index } = get();
  const verdicts = new Map<string, Verdict>();
  const undecided: string[] = [];
  const { nodeId } = splitPort(from);
  const circle = reachable(index, nodeId, kind === 'source' ? 'up' : 'down');
  for (const node of graph.nodes) {
    const definition = definitionOf(node);
    for (const port of (kind === 'source' ? definition?.inputs : outputsOf(node)) ?? []) {
      const reference = `${node.id}.${port.name}`;
      if (node.id === nodeId) verdicts.set(reference, { ok: false, reason: 'a node cannot feed itself' });
      else if (circle.has(node.id))
        verdicts.set(reference, { ok: false, reason: 'this would make a circle' });
      else undecided.push(reference);
    }
  }
  return { verdicts, undecided };
}

function without(graph: Graph, edge: GraphEdge | undefined): Graph {
  if (edge === undefined) return graph;
  return { ...graph, edges: graph.edges.filter((other) => other.from !== edge.from || other.to !== edge.to) };
}
