// `weir link`: a new sign-in link, made through the database so that it works beside a running server.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '@weir/shared/diagnostics';
import { createAuditLog } from '../audit/audit-log.ts';
import { issueLink } from '../auth/sessions.ts';
import { DEFAULT_PORT } from '../config.ts';
import { openDatabase } from '../db/client.ts';
import { databasePath, readRunning, secretFile } from '../state-folder.ts';

export function link(args: readonly string[], cwd: string): number {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } });
  const stateDir = resolve(cwd, values.data ?? 'data');
  if (!existsSync(databasePath(stateDir))) {
    throw new Failure(
      'STATE_FOLDER',
      `no Weir has run on the state folder ${stateDir}`,
      'Run npm start, or name the folder with --data DIR.',
    );
  }
  const { db, close } = openDatabase(databasePath(stateDir));
  const audit = createAuditLog({ db, key: secretFile(join(stateDir, 'audit-key')), stateDir, now: Date.now });
  const token = issueLink({ audit, stateDir, now: Date.now });
  close();
  const running = readRunning(stateDir);
  const origin = running?.origin ?? `http://127.0.0.1:${DEFAULT_PORT}`;
  process.stdout.write(`${origin}/setup#t=${token}\n`);
  const advice = running === undefined ? 'Weir does not run on this folder; start it with npm start. ' : '';
  process.stderr.write(`${advice}The link works once, for 15 minutes.\n`);
  return 0;
}
