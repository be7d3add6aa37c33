// The fast path of regular expressions against the linear-time engine: the same answer wherever both may run.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompiledRegex } from './compiled-regex.ts';
import { translateJavaRegex } from './java-regex.ts';
import { nativeRegex } from './native-regex.ts';

const RUNS = Number(process.env['WEIR_RUNS'] ?? 2000);
const atom = fc.constantFrom(
  'a',
  'b',
  '&',
  '-',
  '/',
  '.',
  '[ab]',
  '[^a&]',
  '[a-c]',
  '\\d',
  '\\s',
  '[\\w-]',
  '\\.',
  'é',
  '😀',
);
const repeat = fc.constantFrom('', '', '*', '+', '?', '*?', '{1,2}', '{2}');
const item = fc.tuple(atom, repeat).map(([one, times]) => one + times);
const sequence = fc.array(
  fc.oneof(item, item, fc.constantFrom('^', '(&|^)', '(a|b)', '(?:ab|a)', '([^&]*)')),
  {
    maxLength: 5,
  },
);
const pattern = fc
  .array(
    sequence.map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  )
  .map((alternatives) => alternatives.join('|'));
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '&', '-', '/', '.', '1', ' ', '\n', '\u0085', 'é', '😀'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

describe('the fast path', () => {
  it('R6: gives the match and the groups of the linear-time engine', () => {
    let plain = 0;
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const native = nativeRegex(source);
        const translated = translateJavaRegex(source);
        if (native === undefined || 'kind' in translated) return;
        plain += 1;
        const fast = new CompiledRegex(source, translated, native);
        const exact = new CompiledRegex(source, translated);
        expect(fast.matches(subject)).toBe(exact.matches(subject));
        for (let group = 0; group <= exact.groupCount; group += 1)
          expect(fast.group(subject, group)).toBe(exact.group(subject, group));
      }),
      { numRuns: RUNS },
    );
    expect(plain).toBeGreaterThan(RUNS / 2);
  });

  it.each([
    '(a+)+',
    '(a|a)*',
    'a**',
    'a*+',
    '(?i)a',
    'a$',
    '\\b',
    '(?=a)',
    '[a&&b]',
    '[[a]]',
    '\\p{L}',
    'a{',
    '\\1(a)',
  ])('R6: %s has none', (source) => {
    expect(nativeRegex(source)).toBeUndefined();
  });

  it('R6: what could take too many steps goes to the linear-time engine', () => {
    expect(nativeRegex('a*b*c*d')?.unitsMax).toBeLessThanOrEqual(32);
    expect(nativeRegex('(a|a)'.repeat(20))?.unitsMax).toBeLessThanOrEqual(1);
    const regex = new CompiledRegex('a*b', translate('a*b'), nativeRegex('a*b'));
    expect(regex.matches('a'.repeat(100_000))).toBe(false);
  });
});

function translate(
  source: string,
): Exclude<ReturnType<typeof translateJavaRegex>, { readonly kind: string }> {
  const translated = translateJavaRegex(source);
  if ('kind' in translated) throw new Error(translated.message);
  return translated;
}
