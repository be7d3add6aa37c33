// A session of the SQL Gateway: statements one after another, and a job that is waited for.
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';

const JOB_MS_MAX = 600_000;
const statusSchema = z.object({ status: z.string() });
const resultSchema = z.object({ resultType: z.string(), jobID: z.string().optional() });

/** Runs statements in a session with these properties; the last one submits a job, which is waited for. */
export async function runStatements(
  cluster: Cluster,
  properties: Readonly<Record<string, string>>,
  statements: readonly string[],
): Promise<void> {
  const { sessionHandle } = z
    .object({ sessionHandle: z.string() })
    .parse(await post(`${cluster.gateway}/v3/sessions`, { properties }));
  const session = `${cluster.gateway}/v3/sessions/${sessionHandle}`;
  let jobId: string | undefined;
  for (const statement of statements) {
    const { operationHandle } = z
      .object({ operationHandle: z.string() })
      .parse(await post(`${session}/statements`, { statement }));
    jobId = (await finished(`${session}/operations/${operationHandle}`)) ?? jobId;
  }
  if (jobId === undefined) throw new Error('no job was submitted');
  await ended(`${cluster.rest}/jobs/${jobId}`);
  await fetch(session, { method: 'DELETE' });
}

async function finished(operation: string): Promise<string | undefined> {
  for (;;) {
    const { status } = statusSchema.parse(await get(`${operation}/status`));
    if (status === 'FINISHED') break;
    if (status === 'ERROR')
      throw new Error(JSON.stringify(await get(`${operation}/result/0`)).slice(0, 2000));
    await wait(50);
  }
  for (;;) {
    const result = resultSchema.parse(await get(`${operation}/result/0`));
    if (result.resultType !== 'NOT_READY') return result.jobID;
    await wait(50);
  }
}

async function ended(job: string): Promise<void> {
  const until = Date.now() + JOB_MS_MAX;
  for (;;) {
    const { state } = z.object({ state: z.string() }).parse(await get(job));
    if (state === 'FINISHED') return;
    if (state === 'FAILED' || state === 'CANCELED') throw new Error(`the job ${state.toLowerCase()}`);
    if (Date.now() > until) throw new Error('the job took too long');
    await wait(100);
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

async function get(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}
