// `weir validate FILE`: every problem of a pipeline file; exit code 1 when one is an error.
import { parseArgs } from 'node:util';
import { plan } from '@weir/engine/plan/plan';
import { catalogue } from '@weir/nodes/catalogue';
import { Failure } from '@weir/shared/diagnostics';
import { counted } from '../counted.ts';
import { loadGraph, problemText } from './load-graph.ts';
import { USAGE } from './usage.ts';

/** Prints the problems. */
export function validate(args: readonly string[], cwd: string): number {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new Failure('BAD_REQUEST', 'one pipeline file is needed', USAGE.validate);
  const loaded = loadGraph(path, cwd);
  const problems = loaded.ok ? plan(loaded.graph, catalogue).problems : loaded.problems;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  if (values.json) process.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else {
    for (const problem of problems) process.stdout.write(`${problemText(problem)}\n`);
    process.stdout.write(`${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}\n`);
  }
  return errors > 0 ? 1 : 0;
}
