// The pipeline file at the edge: hostile shapes are refused, never a crash.
import { describe, expect, it } from 'vitest';
import { emptyGraph, graphSchema } from './graph.ts';

const withConfig = (config: unknown): unknown => ({
  ...emptyGraph('x'),
  nodes: [{ id: 'a', type: 'filter', name: 'a', config }],
});
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('graph files', () => {
  it('S29: settings nested a hundred thousand levels deep are refused in words', () => {
    expect(graphSchema.safeParse(withConfig({ where: nested(10) })).success).toBe(true);
    expect(graphSchema.safeParse(withConfig({ where: nested(100_000) })).error?.issues[0]?.message).toContain(
      'levels',
    );
  });

  it('S29: a wide setting is fine, more nodes than the limit are not', () => {
    expect(
      graphSchema.safeParse(withConfig({ list: Array.from({ length: 300_000 }, (_, index) => index) }))
        .success,
    ).toBe(true);
    const nodes = Array.from({ length: 5001 }, (_, index) => ({
      id: `n${index}`,
      type: 'filter',
      name: 'n',
      config: {},
    }));
    expect(graphSchema.safeParse({ ...emptyGraph('x'), nodes }).success).toBe(false);
  });

  it('S13, S30: extra keys are refused, __proto__ does not pollute', () => {
    expect(graphSchema.safeParse({ ...emptyGraph('x'), role: 'admin' }).success).toBe(false);
    const hostile = JSON.parse('{"__proto__":{"polluted":1}}');
    graphSchema.safeParse(withConfig(hostile));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('ids are short words', () => {
    for (const id of ['', 'a b', 'a.b', 'ä', 'x'.repeat(41), '../x']) {
      expect(
        graphSchema.safeParse({ ...emptyGraph('x'), nodes: [{ id, type: 'filter', name: 'n', config: {} }] })
          .success,
      ).toBe(false);
    }
  });
});
