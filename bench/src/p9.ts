// P9: what JavaScript people use for streams today, counting per key and window over objects in memory.
import { compare, report } from './pairs.ts';

const rows = process.env['WEIR_EVENTS'] ?? '1000000';
const weir = { name: 'weir', script: 'weir-count.ts', args: [rows] };
const rival = (name: string) => ({ name, script: `${name}-count.ts`, args: [rows] });

for (const [name, goal] of [
  ['rxjs', '>= 40x'],
  ['db-ivm', '>= 100x'],
  ['d2ts', '>= 150x'],
] as const)
  report('P9', goal, [await compare(`count per key in 10 s against ${name}`, weir, rival(name))]);
