// The heap gives its items in order of their rank, whatever the order in which they came.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Heap } from './heap.ts';

it('the smallest item leaves first, while others come', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer())), (steps) => {
      const heap = new Heap<number>((a, b) => a < b);
      const plain: number[] = [];
      for (const step of steps) {
        if (step !== null) {
          heap.push(step);
          plain.push(step);
        } else expect(heap.pop()).toBe(plain.shift());
        plain.sort((a, b) => a - b);
        expect(heap.first()).toBe(plain[0]);
      }
    }),
  );
});
