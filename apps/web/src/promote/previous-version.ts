// Which version an environment can go back to: one that ran there before and is older than what runs now.
import type { AuditEntry } from '@weir/shared/api';

/** The newest version below `current` that was deployed to the environment, from the audit trail. */
export function previousVersion(
  audit: readonly AuditEntry[],
  environment: string,
  current: number | undefined,
): number | undefined {
  if (current === undefined) return undefined;
  const deployed = audit.flatMap((entry): number[] => {
    if (!entry.action.startsWith('promotion.')) return [];
    const match = /^(\w+): .* to version (\d+)$/.exec(entry.detail);
    return match !== null && match[1] === environment ? [Number(match[2])] : [];
  });
  const older = deployed.filter((number) => number < current);
  return older.length === 0 ? undefined : Math.max(...older);
}
