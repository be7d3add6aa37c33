// `weir verify-audit`: recomputes the chain of the audit trail and says where it first breaks.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '@weir/shared/diagnostics';
import { verifyAudit as verify } from '../audit/audit-log.ts';
import { openDatabase } from '../db/client.ts';
import { databasePath, secretFile } from '../state-folder.ts';

export function verifyAudit(args: readonly string[], cwd: string): number {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } });
  const stateDir = resolve(cwd, values.data ?? 'data');
  if (!existsSync(databasePath(stateDir)))
    throw new Failure('STATE_FOLDER', `no Weir has run on the state folder ${stateDir}`);
  const { db, close } = openDatabase(databasePath(stateDir));
  const verdict = verify({ db, key: secretFile(join(stateDir, 'audit-key')), stateDir });
  close();
  if (verdict.ok) {
    process.stdout.write(`audit trail holds: ${verdict.entries} entries, head ${verdict.head}\n`);
    return 0;
  }
  process.stdout.write(`audit trail is broken at entry ${verdict.seq}: ${verdict.reason}\n`);
  return 1;
}
