// The columns of this package's tests. Random expressions and their wider scope are in testkit.

import type { Column } from '@weir/shared/data-type';

/** One nullable and one NOT NULL column of most types. */
export const SCOPE: readonly Column[] = [
  { name: 'i', type: { kind: 'INT' }, nullable: true },
  { name: 'j', type: { kind: 'INT' }, nullable: false },
  { name: 'ti', type: { kind: 'TINYINT' }, nullable: true },
  { name: 'l', type: { kind: 'BIGINT' }, nullable: true },
  { name: 'k', type: { kind: 'BIGINT' }, nullable: false },
  { name: 'd', type: { kind: 'DOUBLE' }, nullable: true },
  { name: 'e', type: { kind: 'DOUBLE' }, nullable: false },
  { name: 'm', type: { kind: 'DECIMAL', precision: 10, scale: 2 }, nullable: true },
  { name: 'n', type: { kind: 'DECIMAL', precision: 38, scale: 18 }, nullable: true },
  { name: 's', type: { kind: 'STRING' }, nullable: true },
  { name: 'u', type: { kind: 'STRING' }, nullable: false },
  { name: 'p', type: { kind: 'BOOLEAN' }, nullable: true },
  { name: 'q', type: { kind: 'BOOLEAN' }, nullable: false },
  { name: 't', type: { kind: 'TIMESTAMP', precision: 3 }, nullable: true },
];
