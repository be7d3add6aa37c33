// Functions that say whether a text, or a value, is of some kind.

import { isBytes, isText, typeText } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import type { Typed } from '../check/typed.ts';
import { BOOLEAN, isInteger, isNumeric, STRING } from '../check/types.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, type Refusal, type Resolved, refuse } from './definition.ts';

/** A test of a text or a number: of a number the type alone decides, NULL and the empty text fail. */
function characterTest(
  name: string,
  helperName: string,
  rest: Pick<FunctionDefinition, 'documentation' | 'cases'> & {
    readonly ofNumber: (value: Typed) => boolean;
  },
): FunctionDefinition {
  const { ofNumber, ...definition } = rest;
  const result = (values: readonly Typed[]): Resolved | Refusal => {
    const type = values[0]?.type ?? STRING;
    if (type.kind !== 'NULL' && !isText(type) && !isNumeric(type))
      return refuse(`${name} takes text or a number, this is ${typeText(type)}`);
    return { type: BOOLEAN, nullable: false, arguments: values };
  };
  return define({
    name,
    family: 'text',
    rule: 'X1.70',
    parameters: [parameter('value', 'any')],
    nulls: 'own',
    result,
    toJs: ([value = js`null`], { arguments: [argument] }) =>
      argument === undefined || !isNumeric(argument.type)
        ? helperCall(helperName)([value])
        : ofNumber(argument)
          ? js`(${value} !== null)`
          : js`(${value}, false)`,
    ...definition,
  });
}

const IS_ALPHA = characterTest('IS_ALPHA', 'isAlpha', {
  documentation: 'TRUE when the text is letters only, of any script.',
  ofNumber: () => false,
  cases: [
    ["IS_ALPHA('abcé')", true],
    ["IS_ALPHA('a1')", false],
    ["IS_ALPHA('')", false],
    ['IS_ALPHA(CAST(NULL AS STRING))', false],
    ['IS_ALPHA(1)', false],
  ],
});

const IS_DIGIT = characterTest('IS_DIGIT', 'isDigit', {
  documentation: 'TRUE when the text is digits only, of any script, or the value a whole number.',
  ofNumber: (value) => isInteger(value.type),
  cases: [
    ["IS_DIGIT('0123')", true],
    ["IS_DIGIT('-1')", false],
    ["IS_DIGIT('')", false],
    ['IS_DIGIT(1)', true],
    ['IS_DIGIT(1.5)', false],
    ['IS_DIGIT(CAST(NULL AS INT))', false],
  ],
});

const IS_DECIMAL = characterTest('IS_DECIMAL', 'isDecimal', {
  documentation: 'TRUE when Java reads the text as a number, or the value is a number other than DECIMAL.',
  ofNumber: (value) => value.type.kind !== 'DECIMAL',
  cases: [
    ["IS_DECIMAL('-1.5e3')", true],
    ["IS_DECIMAL('1d')", true],
    ["IS_DECIMAL(' 1 ')", true],
    ["IS_DECIMAL('0x1F')", false],
    ["IS_DECIMAL('0x1p3')", true],
    ["IS_DECIMAL('９２２３３７２０３６８５４７７５８０８')", false],
    ["IS_DECIMAL('')", false],
    ['IS_DECIMAL(1)', true],
    ['IS_DECIMAL(1.5)', false],
  ],
});

/** Both texts or both bytes. */
function affixProblem(name: string, [value, affix]: readonly Typed[]): Refusal | undefined {
  if (value === undefined || affix === undefined || isBytes(value.type) === isBytes(affix.type))
    return undefined;
  return refuse(`${name} takes two texts or two byte strings, not one of each`, 'Use ENCODE or DECODE.');
}

function affixTest(
  name: 'STARTSWITH' | 'ENDSWITH',
  rest: Pick<FunctionDefinition, 'documentation' | 'cases'>,
): FunctionDefinition {
  const onText = name === 'STARTSWITH' ? 'startsWithText' : 'endsWithText';
  const onBytes = name === 'STARTSWITH' ? 'startsWithBytes' : 'endsWithBytes';
  return define({
    name,
    family: 'text',
    rule: 'X1.71',
    parameters: [parameter('value', 'string'), parameter('part', 'string')],
    result: (values) => affixProblem(name, values) ?? BOOLEAN,
    toJs: (values, { arguments: [value] }) =>
      helperCall(value !== undefined && isBytes(value.type) ? onBytes : onText)(values),
    ...rest,
  });
}

const STARTSWITH = affixTest('STARTSWITH', {
  documentation: 'TRUE when the text starts with the other.',
  cases: [
    ["STARTSWITH('hello', 'he')", true],
    ["STARTSWITH('hello', '')", true],
    ["STARTSWITH(ENCODE('hello', 'UTF-8'), ENCODE('e', 'UTF-8'))", false],
  ],
});

const ENDSWITH = affixTest('ENDSWITH', {
  documentation: 'TRUE when the text ends with the other.',
  cases: [
    ["ENDSWITH('hello', 'lo')", true],
    ["ENDSWITH('lo', 'hello')", false],
    ["ENDSWITH(ENCODE('hello', 'UTF-8'), ENCODE('lo', 'UTF-8'))", true],
  ],
});

/** Functions that test a text or name a type. */
export const textTestFunctions: readonly FunctionDefinition[] = [
  IS_ALPHA,
  IS_DIGIT,
  IS_DECIMAL,
  STARTSWITH,
  ENDSWITH,
];
