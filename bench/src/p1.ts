// P1: fused stateless operators over typed columns, against the loop a careful person writes by hand. One process, alternating.

import { compileProgram } from '@weir/engine/embedded/program';
import { Batch } from '@weir/engine/runtime/batch';
import { catalogue } from '@weir/nodes/catalogue';
import { compile } from '@weir/runner-embedded/host/compile';
import { planned, stateless } from './graphs.ts';
import { interval, PAIRS } from './pairs.ts';

const ROWS = 1024;
const ROUNDS = 2000;
const plan = planned(stateless);
const program = compileProgram(plan, catalogue, { fused: true, taps: new Set(), sealed: true }, compile);
const columns = plan.steps[0]?.outputs['out']?.columns ?? [];
const input = new Batch(columns);
for (let row = 0; row < ROWS; row += 1) {
  input.push(
    [
      'bid',
      1000 + ((row * 7919) % 5000),
      2000 + row,
      Math.round(10 ** ((row % 60) / 10) * 100),
      1_767_225_600_000 + row * 60_000,
      'abcdefghij',
    ],
    row,
  );
}
const stage = program.outputs.get('src.out');
if (stage === undefined) throw new Error('no stage');

function engine(): string {
  for (const batch of program.batches) batch.clear();
  stage?.run(input, 0, ROWS, () => {
    throw new Error('a row failed');
  });
  return program.batches.map((batch) => batch.length).join(' ');
}

// The same three queries by hand: typed columns in, typed columns out, DECIMAL as scaled integers, no NULL.
const times = Float64Array.from({ length: ROWS }, (_, row) => Number(input.get(4, row)));
const auctions = Float64Array.from({ length: ROWS }, (_, row) => Number(input.get(1, row)));
const bidders = Float64Array.from({ length: ROWS }, (_, row) => Number(input.get(2, row)));
const prices = Float64Array.from({ length: ROWS }, (_, row) => Number(input.get(3, row)));
const extras: string[] = Array.from({ length: ROWS }, (_, row) => String(input.get(5, row)));
const out = {
  a1: new Float64Array(ROWS),
  b1: new Float64Array(ROWS),
  p1: new Float64Array(ROWS),
  t1: new Float64Array(ROWS),
  e1: [] as string[],
  a2: new Float64Array(ROWS),
  b2: new Float64Array(ROWS),
  p2: new Float64Array(ROWS),
  t2: new Float64Array(ROWS),
  e2: [] as string[],
  k2: [] as string[],
  a14: new Float64Array(ROWS),
  p14: new Float64Array(ROWS),
  k14: [] as string[],
};
function byHand(): string {
  let n1 = 0;
  let n2 = 0;
  let n14 = 0;
  for (let row = 0; row < ROWS; row += 1) {
    const auction = auctions[row] ?? 0;
    const bidder = bidders[row] ?? 0;
    const price = prices[row] ?? 0;
    const time = times[row] ?? 0;
    const extra = extras[row] ?? '';
    const scaled = price * 908;
    out.a1[n1] = auction;
    out.b1[n1] = bidder;
    out.p1[n1] = scaled;
    out.t1[n1] = time;
    out.e1[n1] = extra;
    n1 += 1;
    if (auction % 123 === 0) {
      out.k2[n2] = 'bid';
      out.a2[n2] = auction;
      out.b2[n2] = bidder;
      out.p2[n2] = price;
      out.t2[n2] = time;
      out.e2[n2] = extra;
      n2 += 1;
    }
    if (scaled > 1_000_000_000 && scaled < 50_000_000_000) {
      const hour = Math.floor((time % 86_400_000) / 3_600_000);
      out.a14[n14] = auction;
      out.p14[n14] = scaled;
      out.k14[n14] =
        hour >= 8 && hour <= 18 ? 'dayTime' : hour <= 6 || hour >= 20 ? 'nightTime' : 'otherTime';
      n14 += 1;
    }
  }
  return `${n1} ${n2} ${n14}`;
}

if (engine() !== byHand()) throw new Error(`outputs differ: ${engine()} and ${byHand()}`);
const clock = (run: () => string): number => {
  const started = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) run();
  const { user, system } = process.cpuUsage(started);
  return user + system;
};
clock(engine);
clock(byHand);
const ratios: number[] = [];
for (let pair = 0; pair < PAIRS; pair += 1)
  ratios.push(pair % 2 === 0 ? 1 / (clock(engine) / clock(byHand)) : clock(byHand) / clock(engine));
const { ratio, low, high } = interval(ratios);
const nsPerRow = (clock(engine) * 1000) / (ROUNDS * ROWS);
process.stdout.write(
  `P1 fused q1+q2+q14 against a loop by hand: ${ratio.toFixed(2)}x [${low.toFixed(2)}, ${high.toFixed(2)}] (goal >= 0.85x); ${nsPerRow.toFixed(1)} ns per row\n`,
);
