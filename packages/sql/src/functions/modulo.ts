// MOD(a, b) is a % b.

import { typeText } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import { numberArithmetic } from '../check/check-arithmetic.ts';
import { arithmeticType, INT } from '../check/types.ts';
import { define, parameter } from './build.ts';
import { type FunctionDefinition, refuse } from './definition.ts';

/** MOD. */
export const MOD: FunctionDefinition = define({
  name: 'MOD',
  family: 'number',
  rule: 'X1.3',
  documentation: 'The rest of a division, with the sign of the first number; the same as a % b.',
  parameters: [parameter('a', 'exact'), parameter('b', 'exact')],
  rewrite: ([a, b]) => {
    const type = a === undefined || b === undefined ? undefined : arithmeticType('%', a.type, b.type);
    if (a === undefined || b === undefined || type === undefined) {
      return refuse(`MOD takes integers and DECIMAL, not ${a === undefined ? 'nothing' : typeText(a.type)}`);
    }
    return numberArithmetic('%', a, b, type);
  },
  result: () => INT,
  toJs: () => js`null`,
  cases: [
    ['MOD(-7, 3)', -1],
    ['MOD(7, 4)', 3],
  ],
});
