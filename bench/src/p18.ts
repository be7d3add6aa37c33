// P18: what metrics cost: the same runs with every clock read and histogram on, and off.
import { nexmarkFile } from './nexmark-file.ts';
import { compare, report } from './pairs.ts';

const file = nexmarkFile(Number(process.env['WEIR_EVENTS'] ?? 1_000_000));
const weir = (name: string, timing: string) => ({
  name: timing,
  script: 'weir-file.ts',
  args: [name, file, timing],
});

report('P18', 'off / on <= 1.02', [
  await compare('q1, metrics off against on', weir('currency', 'untimed'), weir('currency', 'timed')),
  await compare(
    'windows, metrics off against on',
    weir('perAuction', 'untimed'),
    weir('perAuction', 'timed'),
  ),
]);
