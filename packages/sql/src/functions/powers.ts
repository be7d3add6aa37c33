// Powers, logarithms, angles: any number in, DOUBLE out. Java and V8 may differ in the last place (X1.24 to X1.26).

import type { DataType } from '@weir/shared/data-type';
import { helper, type Js, js } from '@weir/shared/fragment';
import type { Typed } from '../check/typed.ts';
import { DOUBLE } from '../check/types.ts';
import { define, parameter } from './build.ts';
import type { FunctionCase, FunctionDefinition } from './definition.ts';

type Entry = readonly [
  name: string,
  documentation: string,
  code: (x: Js) => Js,
  example: FunctionCase,
  rule: string,
];

const ENTRIES: readonly Entry[] = [
  [
    'SQRT',
    'The square root; NaN of a negative number.',
    (x) => js`${helper('squareRoot')}(${x})`,
    ['SQRT(9)', 3],
    'X1.24',
  ],
  ['EXP', 'e to the power of x.', (x) => js`Math.exp(${x})`, ['EXP(0)', 1], 'X1.25'],
  ['LN', 'The natural logarithm; -Infinity of 0.', (x) => js`Math.log(${x})`, ['LN(1)', 0], 'X1.25'],
  [
    'LOG2',
    'The logarithm to base 2.',
    (x) => js`(Math.log(${x}) / 0.6931471805599453)`,
    ['LOG2(1)', 0],
    'X1.25',
  ],
  ['LOG10', 'The logarithm to base 10.', (x) => js`Math.log10(${x})`, ['LOG10(1000)', 3], 'X1.25'],
  ['SIN', 'The sine of an angle in radians.', (x) => js`Math.sin(${x})`, ['SIN(0)', 0], 'X1.26'],
  ['COS', 'The cosine of an angle in radians.', (x) => js`Math.cos(${x})`, ['COS(0)', 1], 'X1.26'],
  ['TAN', 'The tangent of an angle in radians.', (x) => js`Math.tan(${x})`, ['TAN(0)', 0], 'X1.26'],
  [
    'COT',
    'The cotangent of an angle in radians.',
    (x) => js`(1 / Math.tan(${x}))`,
    ['COT(0)', Infinity],
    'X1.26',
  ],
  ['SINH', 'The hyperbolic sine.', (x) => js`Math.sinh(${x})`, ['SINH(0)', 0], 'X1.26'],
  ['COSH', 'The hyperbolic cosine.', (x) => js`Math.cosh(${x})`, ['COSH(0)', 1], 'X1.26'],
  ['TANH', 'The hyperbolic tangent.', (x) => js`Math.tanh(${x})`, ['TANH(0)', 0], 'X1.26'],
  ['ASIN', 'The angle in radians whose sine is x.', (x) => js`Math.asin(${x})`, ['ASIN(0)', 0], 'X1.26'],
  ['ACOS', 'The angle in radians whose cosine is x.', (x) => js`Math.acos(${x})`, ['ACOS(1)', 0], 'X1.26'],
  ['ATAN', 'The angle in radians whose tangent is x.', (x) => js`Math.atan(${x})`, ['ATAN(0)', 0], 'X1.26'],
  [
    'RADIANS',
    'Degrees as radians.',
    (x) => js`(${x} * 0.017453292519943295)`,
    ['RADIANS(180)', Math.PI],
    'X1.26',
  ],
  ['DEGREES', 'Radians as degrees.', (x) => js`(${x} * 57.29577951308232)`, ['DEGREES(PI())', 180], 'X1.26'],
];

function ofOne([name, documentation, code, example, rule]: Entry): FunctionDefinition {
  return define({
    name,
    family: 'number',
    rule,
    documentation,
    parameters: [parameter('x', 'double')],
    result: () => DOUBLE,
    toJs: ([x = js`null`]) => code(x),
    cases: [example],
  });
}

const POWER = define({
  name: 'POWER',
  family: 'number',
  rule: 'X1.24',
  documentation: 'The base to the power of the exponent.',
  parameters: [parameter('base', 'double'), parameter('exponent', 'double')],
  result: () => DOUBLE,
  toJs: ([base = js`null`, exponent = js`null`]) => js`Math.pow(${base}, ${exponent})`,
  cases: [
    ['POWER(2, 10)', 1024],
    ['POWER(4, 0.5)', 2],
  ],
});

/** The type before the checker made it DOUBLE. */
function writtenType(value: Typed): DataType {
  return value.kind === 'cast' && value.implicit ? value.operand.type : value.type;
}

const ATAN2 = define({
  name: 'ATAN2',
  family: 'number',
  rule: 'X1.26',
  documentation: 'The angle in radians of the point (x, y).',
  parameters: [parameter('y', 'double'), parameter('x', 'double')],
  warning: (values) => {
    const decimals = values.filter((value) => writtenType(value).kind === 'DECIMAL').length;
    if (decimals !== 1) return undefined;
    const hint = 'Write CAST(… AS DOUBLE) around the DECIMAL.';
    return { code: 'SQL_PORTABLE', message: 'ATAN2 on Flink takes two DECIMALs or none', hint };
  },
  result: () => DOUBLE,
  toJs: ([y = js`null`, x = js`null`]) => js`Math.atan2(${y}, ${x})`,
  cases: [['ATAN2(0, 1)', 0]],
});

const LOG = define({
  name: 'LOG',
  family: 'number',
  rule: 'X1.25',
  documentation:
    'The natural logarithm of one value; of two, the logarithm of the second to the base of the first.',
  parameters: [parameter('base', 'double'), parameter('x', 'double', { optional: true })],
  syntax: 'LOG(x) or LOG(base, x)',
  result: () => DOUBLE,
  toJs: ([base = js`null`, x]) =>
    x === undefined ? js`Math.log(${base})` : js`(Math.log(${x}) / Math.log(${base}))`,
  cases: [
    ['LOG(1)', 0],
    ['LOG(2, 8)', Math.log(8) / Math.log(2)],
  ],
});

const E_CONSTANT = define({
  name: 'E',
  family: 'number',
  rule: 'X1.26',
  documentation: "Euler's number.",
  parameters: [],
  result: () => DOUBLE,
  toJs: () => js`${Math.E}`,
  cases: [['E()', Math.E]],
});

const PI = define({
  name: 'PI',
  family: 'number',
  rule: 'X1.26',
  documentation: 'The number pi.',
  parameters: [],
  result: () => DOUBLE,
  toJs: () => js`${Math.PI}`,
  cases: [['PI()', Math.PI]],
});

/** Functions of DOUBLE. */
export const powerFunctions: readonly FunctionDefinition[] = [
  ...ENTRIES.map(ofOne),
  POWER,
  LOG,
  ATAN2,
  PI,
  E_CONSTANT,
];
