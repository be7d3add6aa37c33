// The ways to a new pipeline: an example, a blank source, a file of rows, a pipeline file, a copy. Each opens it.
import type { PipelineInfo } from '@weir/shared/api';
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { ApiError, api, uploadFile } from '../api.ts';
import { downloadPipeline, parsePipelineFile } from '../pipeline-file.ts';
import { navigate, pipelinePath } from '../router.ts';
import { toast } from '../ui/toast.tsx';
import { graphOfRows } from './graph-of-rows.ts';
import { readFileHead } from './read-file-head.ts';

// The server takes this much in one upload.
const UPLOAD_BYTES_MAX = 64 * 1024 * 1024;
const HEAD_CHARS = 200_000;

/** Creates a pipeline from an example and opens it. */
export async function openExample(id: string, name: string, names: readonly string[]): Promise<void> {
  await create({ name: freeName(name, names), example: id });
}

/** A pipeline with an HTTP source: its door accepts events at once. */
export async function startBlank(names: readonly string[]): Promise<void> {
  const name = freeName('New pipeline', names);
  const graph: Graph = {
    ...emptyGraph(name),
    nodes: [{ id: 'events', type: 'http', name: 'events', config: {} }],
    layout: { events: { x: 80, y: 120 } },
  };
  await create({ name, graph });
}

/** A file of rows or a pipeline file, whichever it is. @throws ApiError with the reason in words. */
export async function openFile(file: File, names: readonly string[]): Promise<void> {
  if (file.size === 0) throw new ApiError('FILE', `${file.name} is empty`);
  if (/\.json$/i.test(file.name)) {
    const text = await file.text();
    if (isPipelineText(text)) return importPipeline(text, names);
  }
  await openRows(file, names);
}

/** True for text that means to be a pipeline file, whether or not it is a correct one. */
export function isPipelineText(text: string): boolean {
  return text.trimStart().startsWith('{') && text.slice(0, 100_000).includes('"formatVersion"');
}

/** Creates a pipeline from the text of a pipeline file. @throws ApiError that says what does not fit. */
export async function importPipeline(text: string, names: readonly string[]): Promise<void> {
  const parsed = parsePipelineFile(text);
  if (!parsed.ok) throw new ApiError('FILE', parsed.message);
  const name = freeName(parsed.graph.name, names);
  await create({ name, graph: { ...parsed.graph, name } });
  toast(`Imported ${name}`, { tone: 'ok' });
}

/** A copy of a draft under a new name; stays on the list. */
export async function duplicatePipeline(pipeline: PipelineInfo, names: readonly string[]): Promise<void> {
  const { graph } = await api.query('drafts.get', { pipelineId: pipeline.id });
  const name = freeName(`${pipeline.name} copy`, names);
  const { id } = await api.mutate('pipelines.create', { name, graph: mutable({ ...graph, name }) });
  toast(`Made ${name}`, { tone: 'ok', action: { title: 'Open', run: () => navigate(pipelinePath(id)) } });
}

/** Downloads the draft as a pipeline file. */
export async function exportDraft(pipeline: PipelineInfo): Promise<void> {
  const { graph } = await api.query('drafts.get', { pipelineId: pipeline.id });
  downloadPipeline(graph);
}

async function openRows(file: File, names: readonly string[]): Promise<void> {
  if (file.size > UPLOAD_BYTES_MAX)
    throw new ApiError(
      'FILE',
      `${file.name} is larger than 64 MiB`,
      'Copy it into the folder files of the state folder and choose it in a File source.',
    );
  const { text } = await readFileHead(file, HEAD_CHARS).catch(() => {
    throw new ApiError(
      'FILE',
      `${file.name} cannot be read as text`,
      'NDJSON and CSV are taken, also gzipped.',
    );
  });
  const stored = storedName(file.name);
  const made = graphOfRows({ name: file.name, path: `files/${stored}`, head: text });
  if (!made.ok) throw new ApiError('FILE', `${file.name}: ${made.reason}`);
  await uploadFile(stored, file);
  const name = freeName(made.graph.name, names);
  await create({ name, graph: { ...made.graph, name } });
  const time = made.eventTime === undefined ? 'no event time found' : `event time ${made.eventTime}`;
  toast(`Read ${made.columns} columns, ${time}`, { tone: 'ok' });
}

// What the server takes as a name: letters, digits, dot, dash, underscore.
function storedName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.]+/, '');
  return plain.slice(-110) || 'rows.ndjson';
}

async function create(wish: {
  readonly name: string;
  readonly example?: string;
  readonly graph?: Graph;
}): Promise<void> {
  const { graph, ...rest } = wish;
  const { id } = await api.mutate('pipelines.create', {
    ...rest,
    ...(graph === undefined ? {} : { graph: mutable(graph) }),
  });
  navigate(pipelinePath(id));
}

// The contract's input type is zod's, which knows no readonly arrays; the value is only read.
function mutable(graph: Graph): { -readonly [K in keyof Graph]: Graph[K] } {
  return { ...graph };
}

function freeName(wanted: string, names: readonly string[]): string {
  if (!names.includes(wanted)) return wanted;
  let count = 2;
  while (names.includes(`${wanted} ${count}`)) count += 1;
  return `${wanted} ${count}`;
}
