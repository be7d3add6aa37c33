// Reads a pipeline file for the command line: size first, then JSON, then shape, each with a sentence.
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, Failure } from '@weir/shared/diagnostics';
import { type Graph, graphSchema } from '@weir/shared/graph';
import { GRAPH_FILE_BYTES_MAX } from '@weir/shared/limits';

/** A graph, or the problems that keep the text from being one. */
export type LoadedGraph =
  | { readonly ok: true; readonly graph: Graph }
  | { readonly ok: false; readonly problems: readonly Diagnostic[] };

/**
 * Loads a pipeline file.
 *
 * @throws Failure BAD_REQUEST when the file cannot be read.
 */
export function loadGraph(path: string, cwd: string): LoadedGraph {
  const absolute = resolve(cwd, path);
  let text: string;
  try {
    if (statSync(absolute).size > GRAPH_FILE_BYTES_MAX)
      return { ok: false, problems: [format('the file is larger than 5 MiB', 'GRAPH_LIMIT')] };
    text = readFileSync(absolute, 'utf8');
  } catch (cause) {
    throw new Failure(
      'BAD_REQUEST',
      `file ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Name a pipeline file, such as examples/orders-to-file.json.',
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return {
      ok: false,
      problems: [format(`the file is not JSON: ${cause instanceof Error ? cause.message : ''}`)],
    };
  }
  const parsed = graphSchema.safeParse(json);
  if (parsed.success) return { ok: true, graph: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues
      .slice(0, 50)
      .map((issue) => format(`${issue.path.join('.') || 'the file'}: ${issue.message}`)),
  };
}

function format(message: string, code: 'GRAPH_FORMAT' | 'GRAPH_LIMIT' = 'GRAPH_FORMAT'): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    hint: 'Export the pipeline from the designer, or compare with a file in examples.',
  };
}

/** One problem as a line or two of text. */
export function problemText(problem: Diagnostic): string {
  const place = [problem.nodeId, problem.field].filter((part) => part !== undefined).join('.');
  const at = problem.span === undefined ? '' : `, character ${problem.span.from + 1}`;
  const head = `${problem.severity} ${problem.code}${place === '' ? '' : ` at ${place}${at}`}: ${problem.message}`;
  return problem.hint === undefined ? head : `${head}\n      ${problem.hint}`;
}
