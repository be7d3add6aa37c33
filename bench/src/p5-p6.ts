// P5 and P6: what a sliding window costs by its size, and by its aggregate: with one that cannot be taken back.
import { compare, report } from './pairs.ts';

const sliding = (slides: number, aggregate = 'SUM(v)') => ({
  name: `${aggregate} over ${slides} slides`,
  script: 'sliding.ts',
  args: [String(slides), aggregate],
});

report('P5', '>= 0.8x at 600', [
  await compare('60 slides per window against 5', sliding(60), sliding(5)),
  await compare('600 slides per window against 5', sliding(600), sliding(5)),
]);
report('P6', 'cost <= 1.3x of SUM (>= 0.77x), DISTINCT <= 4x (>= 0.25x)', [
  await compare('MAX against SUM', sliding(60, 'MAX(v)'), sliding(60)),
  await compare('MIN against SUM', sliding(60, 'MIN(v)'), sliding(60)),
  await compare('COUNT DISTINCT against SUM', sliding(60, 'COUNT(DISTINCT v)'), sliding(60)),
]);
