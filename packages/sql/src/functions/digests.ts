// Digests in lower-case hexadecimal, by a library because browsers offer theirs asynchronously only.

import type { DataType } from '@weir/shared/data-type';
import { constant, helper, js } from '@weir/shared/fragment';
import type { Typed } from '../check/typed.ts';
import { define, helperCall, parameter } from './build.ts';
import { type FunctionDefinition, refuse } from './definition.ts';

const value = parameter('value', 'string');

function digestFunction(name: string, bits: number, cases: FunctionDefinition['cases']): FunctionDefinition {
  const type: DataType = { kind: 'CHAR', length: bits / 4 };
  return define({
    name,
    family: 'text',
    rule: 'X1.49',
    documentation: `The ${bits} bits of ${name} over the text in UTF-8, or over bytes, in hexadecimal.`,
    parameters: [value],
    result: () => type,
    toJs: ([bytes]) => js`${helper('digest')}(${bytes ?? null}, ${constant(name)})`,
    cases,
  });
}

const LENGTHS: ReadonlySet<unknown> = new Set([224, 256, 384, 512]);

function literalBits(bits: Typed | undefined): unknown {
  return bits?.kind === 'literal' && bits.value !== null ? bits.value : undefined;
}

const SHA2 = define({
  name: 'SHA2',
  family: 'text',
  rule: 'X1.49',
  documentation: 'SHA-224, SHA-256, SHA-384 or SHA-512, by the number of bits, in hexadecimal.',
  parameters: [value, parameter('bits', 'integer')],
  result: ([, bits]) => {
    const known = literalBits(bits);
    if (known === undefined || LENGTHS.has(known)) return { kind: 'VARCHAR', length: 128 };
    return refuse(`SHA2 makes 224, 256, 384 or 512 bits, not ${String(known)}`);
  },
  fallible: ({ arguments: [, bits] }) => literalBits(bits) === undefined,
  toJs: helperCall('sha2'),
  cases: [
    ["SHA2('', 256)", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ["SHA2('a', 1 - 0)", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ],
});

/** MD5 and the SHA functions. */
export const digestFunctions: readonly FunctionDefinition[] = [
  digestFunction('MD5', 128, [
    ["MD5('')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["MD5(ENCODE('é', 'UTF-8')) = MD5('é')", true],
  ]),
  digestFunction('SHA1', 160, [["SHA1('abc')", 'a9993e364706816aba3e25717850c26c9cd0d89d']]),
  digestFunction('SHA224', 224, [["SHA224('')", 'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f']]),
  digestFunction('SHA256', 256, [
    ["SHA256('abc')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ]),
  digestFunction('SHA384', 384, [["SUBSTRING(SHA384(''), 1, 16)", '38b060a751ac9638']]),
  digestFunction('SHA512', 512, [["SUBSTRING(SHA512(''), 1, 16)", 'cf83e1357eefb8bd']]),
  SHA2,
];
