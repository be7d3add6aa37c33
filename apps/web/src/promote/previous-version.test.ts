import type { AuditEntry } from '@weir/shared/api';
import { expect, test } from 'vitest';
import { previousVersion } from './previous-version.ts';

const entries = (...details: readonly string[]): readonly AuditEntry[] =>
  details.map((detail, seq) => ({ seq, at: '', actor: 'owner', action: 'promotion.deploy', detail }));

test('the newest older version that ran there', () => {
  const audit = entries(
    'production: nothing to version 1',
    'production: version 1 to version 2',
    'production: version 2 to version 4',
    'development: version 2 to version 3',
  );
  expect(previousVersion(audit, 'production', 4)).toBe(2);
  expect(previousVersion(audit, 'production', 2)).toBe(1);
});

test('nothing to go back to from the first version, or when nothing runs', () => {
  const audit = entries('production: nothing to version 1', 'development: nothing to version 2');
  expect(previousVersion(audit, 'production', 1)).toBeUndefined();
  expect(previousVersion(audit, 'production', undefined)).toBeUndefined();
});
