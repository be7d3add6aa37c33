// P5 and P6: what a window costs when it overlaps 60 and 600 times instead of 5, and aggregates that cannot be taken back.
import { compare, report } from './pairs.ts';

const rows = process.env['WEIR_EVENTS'] ?? '2000000';
const hops = (overlap: number, call: string, lateMs = 0) => ({
  name: `${call}, ${overlap} windows`,
  script: 'weir-hops.ts',
  args: [String(overlap), call, rows, String(lateMs)],
});

report('P5', '>= 0.8x at 600', [
  await compare('60 windows against 5', hops(60, 'SUM(v)'), hops(5, 'SUM(v)')),
  await compare('600 windows against 5', hops(600, 'SUM(v)'), hops(5, 'SUM(v)')),
  await compare('MAX, rows late, 600 windows against 60', hops(600, 'MAX(v)', 500), hops(60, 'MAX(v)', 500)),
]);
report('P6', 'cost <= 1.3x (>= 0.77x), distinct 4x (>= 0.25x)', [
  await compare('MAX against SUM', hops(60, 'MAX(v)'), hops(60, 'SUM(v)')),
  await compare('MIN against SUM', hops(600, 'MIN(v)'), hops(600, 'SUM(v)')),
  await compare('COUNT(DISTINCT) against SUM', hops(60, 'COUNT(DISTINCT v)'), hops(60, 'SUM(v)')),
]);
