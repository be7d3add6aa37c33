// The control plane as a journey prepares and checks with it: the same procedures that the page calls.
import type { APIRequestContext } from '@playwright/test';
import type { Inputs, MutationOutputs, QueryOutputs } from '@weir/shared/api';
import type { Graph } from '@weir/shared/graph';

export class Api {
  readonly #request: APIRequestContext;
  readonly #origin: string;

  constructor(request: APIRequestContext, origin: string) {
    this.#request = request;
    this.#origin = origin;
  }

  async query<K extends keyof QueryOutputs & keyof Inputs>(
    name: K,
    input?: Inputs[K],
  ): Promise<QueryOutputs[K]> {
    const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    const response = await this.#request.get(`${this.#origin}/trpc/${name}${query}`);
    return resultOf(name, await response.text());
  }

  async mutate<K extends keyof MutationOutputs & keyof Inputs>(
    name: K,
    input?: Inputs[K],
  ): Promise<MutationOutputs[K]> {
    const response = await this.#request.post(`${this.#origin}/trpc/${name}`, {
      headers: { origin: this.#origin, 'x-weir': '1' },
      data: input ?? {},
    });
    return resultOf(name, await response.text());
  }

  /** A new pipeline; gives its id. */
  async create(
    name: string,
    wish: { readonly graph?: Graph; readonly example?: string } = {},
  ): Promise<string> {
    const { graph, example } = wish;
    const { id } = await this.mutate('pipelines.create', {
      name,
      ...(example === undefined ? {} : { example }),
      ...(graph === undefined ? {} : { graph: { ...graph } }),
    });
    return id;
  }

  /** The draft as the server has it. */
  async graph(pipelineId: string): Promise<Graph> {
    return (await this.query('drafts.get', { pipelineId })).graph;
  }
}

function resultOf<T>(name: string, text: string): T {
  const parsed: { result?: { data: T }; error?: { message: string } } = JSON.parse(text);
  if (parsed.result === undefined) throw new Error(`${name}: ${parsed.error?.message ?? text}`);
  return parsed.result.data;
}
