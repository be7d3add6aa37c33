// Autosave against a server in memory: nothing acknowledged is lost, and the chip says what the server said.
import type { EditResult } from '@weir/shared/api';
import { applyEdit } from '@weir/shared/apply-edit';
import type { Edit, EditOp } from '@weir/shared/edits';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { describe, expect, test } from 'vitest';
import { EditQueue, type QueueHost, type SaveState } from './edit-queue.ts';

class Offline extends Error {}

function world() {
  const log: Edit[] = [];
  const kept = new Map<number, Edit>();
  const timers: (() => void)[] = [];
  const states: SaveState[] = [];
  let rebased: Graph | undefined;
  let online = true;
  let loseAnswer = false;
  let ids = 0;
  const host: QueueHost = {
    send: async (edit): Promise<EditResult> => {
      if (!online) throw new Offline('offline');
      const missed = log.slice(edit.baseSeq);
      if (missed.length > 0) return { status: 'behind', seq: log.length, missed };
      log.push(edit);
      if (loseAnswer) {
        loseAnswer = false;
        throw new Offline('answer lost');
      }
      return { status: 'saved', seq: log.length, graphHash: `h${log.length}` };
    },
    isOffline: (error) => error instanceof Offline,
    keep: async (order, edit) => void kept.set(order, edit),
    forget: async (order) => void kept.delete(order),
    onState: (state) => states.push(state),
    onRebase: (graph) => {
      rebased = graph;
    },
    newId: () => `edit-${++ids}-xxxx`,
    later: (_ms, run) => {
      timers.push(run);
      return () => timers.splice(timers.indexOf(run), 1);
    },
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) {
      for (const run of timers.splice(0)) run();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    host,
    log,
    kept,
    settle,
    state: () => states.at(-1),
    rebased: () => rebased,
    setOnline: (value: boolean) => {
      online = value;
    },
    loseNextAnswer: () => {
      loseAnswer = true;
    },
    other: (ops: EditOp[]) => log.push({ id: `other-${log.length}-xxxx`, baseSeq: log.length, ops }),
  };
}

const add = (id: string): EditOp => ({
  op: 'addNode',
  node: { id, type: 'filter', name: id, config: {} },
  at: { x: 0, y: 0 },
});
const first = { graph: emptyGraph('p'), seq: 0, graphHash: 'h0' };

function replay(log: readonly Edit[]): Graph {
  return log.reduce((graph, edit) => {
    const applied = applyEdit(graph, edit.ops);
    return applied.ok ? applied.graph : graph;
  }, emptyGraph('p'));
}

describe('EditQueue', () => {
  test('edits arrive in order and the state is saved only after the last answer', async () => {
    const w = world();
    const queue = new EditQueue(w.host, first);
    queue.push([add('a')], undefined);
    queue.push([add('b')], undefined);
    expect(w.state()).toEqual({ kind: 'saving', waiting: 2 });
    await w.settle();
    expect(w.log.map((edit) => edit.ops[0])).toEqual([add('a'), add('b')]);
    expect(w.state()).toEqual({ kind: 'saved', seq: 2 });
    expect(w.kept.size).toBe(0);
  });

  test('letters typed into one field travel as one edit', async () => {
    const w = world();
    const queue = new EditQueue(w.host, first);
    queue.push([add('a')], undefined);
    await w.settle();
    for (const where of ['x', 'x >', 'x > 1'])
      queue.push([{ op: 'setConfig', id: 'a', config: { where } }], 'config a where');
    await w.settle();
    expect(w.log).toHaveLength(2);
    expect(replay(w.log).nodes[0]?.config).toEqual({ where: 'x > 1' });
  });

  test('offline edits are kept, counted and sent when the server is back', async () => {
    const w = world();
    const queue = new EditQueue(w.host, first);
    w.setOnline(false);
    queue.push([add('a')], undefined);
    queue.push([add('b')], undefined);
    await w.settle();
    expect(w.state()).toEqual({ kind: 'offline', waiting: 2 });
    expect(w.kept.size).toBe(2);
    w.setOnline(true);
    queue.flush();
    await w.settle();
    expect(w.state()).toEqual({ kind: 'saved', seq: 2 });
    expect(w.kept.size).toBe(0);
  });

  test('an edit whose answer was lost is not applied twice', async () => {
    const w = world();
    const queue = new EditQueue(w.host, first);
    w.loseNextAnswer();
    queue.push([add('a')], undefined);
    await w.settle();
    expect(w.log).toHaveLength(1);
    expect(w.state()).toEqual({ kind: 'saved', seq: 1 });
  });

  test('edits of others come first and ours are replayed on top', async () => {
    const w = world();
    const queue = new EditQueue(w.host, first);
    w.other([add('theirs')]);
    queue.push([add('ours')], undefined);
    await w.settle();
    expect(w.rebased()?.nodes.map((node) => node.id)).toEqual(['theirs', 'ours']);
    expect(w.state()).toEqual({ kind: 'saved', seq: 2 });
    expect(replay(w.log).nodes.map((node) => node.id)).toEqual(['theirs', 'ours']);
  });

  test('an edit that no longer fits is dropped and said, the others are kept', async () => {
    const w = world();
    const queue = new EditQueue(w.host, first);
    queue.push([add('a')], undefined);
    await w.settle();
    w.other([{ op: 'removeNode', id: 'a' }]);
    queue.push([{ op: 'renameNode', id: 'a', name: 'gone' }], undefined);
    queue.push([add('b')], undefined);
    await w.settle();
    expect(w.state()).toEqual({ kind: 'conflict', message: 'node a does not exist' });
    expect(replay(w.log).nodes.map((node) => node.id)).toEqual(['b']);
    queue.clearConflict();
    expect(w.state()).toEqual({ kind: 'saved', seq: 3 });
  });

  test('edits kept by an earlier page are sent by the next one', async () => {
    const w = world();
    w.setOnline(false);
    const before = new EditQueue(w.host, first);
    before.push([add('a')], undefined);
    await w.settle();
    before.close();
    w.setOnline(true);
    const after = new EditQueue(w.host, first);
    const graph = after.restore([...w.kept].map(([order, edit]) => ({ order, edit })));
    expect(graph.nodes.map((node) => node.id)).toEqual(['a']);
    await w.settle();
    expect(w.log).toHaveLength(1);
    expect(w.kept.size).toBe(0);
  });
});
