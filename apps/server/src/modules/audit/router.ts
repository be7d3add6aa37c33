// Procedures of the audit trail.
import type { AuditLog } from '../../audit/audit-log.ts';
import type { ModuleHandlers } from '../../trpc.ts';

export function auditRouter(audit: AuditLog): ModuleHandlers<'audit'> {
  return { list: (filter) => audit.list(filter) };
}
