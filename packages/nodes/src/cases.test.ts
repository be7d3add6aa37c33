// Every worked case of every node, run by the engine.

import { compile } from '@weir/testkit/compile.node';
import { runCase } from '@weir/testkit/run-case';
import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';

for (const definition of catalogue.values()) {
  describe(definition.type, () => {
    it('has at least one case', () => {
      expect(definition.cases.length).toBeGreaterThan(0);
    });
    for (const one of definition.cases) {
      it(`${(one.rules ?? []).join(', ')}: ${one.title}`, () => {
        const result = runCase(definition.type, one, catalogue, compile);
        expect(result.problems).toEqual([]);
        for (const [port, rows] of Object.entries(one.output)) expect(result.output[port]).toEqual(rows);
        expect(result.kinds).toEqual(one.kinds ?? {});
        expect(result.late).toBe(one.late ?? 0);
        expect(result.errors).toEqual(one.errors ?? []);
      });
    }
  });
}
