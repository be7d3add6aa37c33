// Text of random expressions: a walk through the grammar that ends after a few levels.

import { CHOOSING, GRAMMAR, ORDERING } from './grammar.ts';
import type { Random } from './random.ts';

type Part = { readonly text: string } | { readonly sort: string };
type Form = { readonly parts: readonly Part[]; readonly isLeaf: boolean };
type Forms = {
  readonly all: readonly Form[];
  readonly leaves: readonly Form[];
  readonly branches: readonly Form[];
};

function parsed(form: string): readonly Part[] {
  return form
    .split(/(\{[^}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('{') ? { sort: piece.slice(1, -1) } : { text: piece }));
}

/** Sorts that are written out at any depth: their forms are words. */
function isWords(sort: string): boolean {
  return GRAMMAR.get(sort)?.every((form) => !form.includes('{')) ?? false;
}

function formsOf(sort: string): readonly Form[] {
  const [choosing, kind] = sort.split(':');
  const written =
    kind === undefined
      ? (GRAMMAR.get(sort) ?? [])
      : (choosing === 'choice' ? [...CHOOSING, ...ORDERING] : CHOOSING).map((form) =>
          form.replaceAll('{x}', `{${kind}}`),
        );
  if (written.length === 0) throw new Error(`bug: no sort ${sort}`);
  return written.map((form) => {
    const parts = parsed(form);
    return { parts, isLeaf: parts.every((part) => 'text' in part || isWords(part.sort)) };
  });
}

/** `{whole}` alone, but not `{choice:whole}`. */
function namesOneSort({ parts }: Form): boolean {
  const [part] = parts;
  return parts.length === 1 && part !== undefined && 'sort' in part && !part.sort.includes(':');
}

const forms = new Map<string, Forms>();

function known(sort: string): Forms {
  let entry = forms.get(sort);
  if (entry === undefined) {
    const all = formsOf(sort);
    const leaves = all.filter((form) => form.isLeaf);
    // A sort that only names others ends in one of those.
    entry = {
      all,
      leaves: leaves.length > 0 ? leaves : all.filter(namesOneSort),
      branches: all.filter((form) => !form.isLeaf),
    };
    forms.set(sort, entry);
  }
  return entry;
}

/** The text of an expression of a sort with at most so many levels. */
export function randomOfSort(random: Random, sort: string, depth: number): string {
  const { all, leaves, branches } = known(sort);
  const choices =
    depth <= 0 && leaves.length > 0 ? leaves : branches.length > 0 && random.percent(70) ? branches : all;
  return written(random, random.pick(choices), depth);
}

function written(random: Random, { parts }: Form, depth: number): string {
  // Each hole may be a level less deep, so that trees are uneven.
  return parts
    .map((part) =>
      'text' in part ? part.text : randomOfSort(random, part.sort, depth - (random.percent(30) ? 2 : 1)),
    )
    .join('');
}

const SORTS: readonly string[] = ['any', 'any', 'truth', 'text', 'exact', 'timestamp', 'collection'];

/** Sorts that have a value and a form of their own. */
const VALUES: readonly string[] =
  'truth int whole decimal float text bytes date time timestamp ltz dayspan monthspan ints texts map row'.split(
    ' ',
  );

let everyForm: readonly Form[] | undefined;

function formsOfValues(): readonly Form[] {
  everyForm ??= VALUES.flatMap((sort) => known(sort).branches);
  return everyForm;
}

/** Each form that has a value, so many times, with nothing but columns and literals in it. */
export function* flatExpressions(random: Random, times: number): Generator<string> {
  for (const form of formsOfValues()) {
    for (let time = 0; time < times; time += 1) yield written(random, form, 0);
  }
}

/** A random expression; most are small, some have four levels. In half of them every form is as likely as any other. */
export function randomExpression(random: Random): string {
  if (random.percent(50)) return randomOfSort(random, random.pick(SORTS), 1 + random.below(4));
  return written(random, random.pick(formsOfValues()), 1 + random.below(3));
}
