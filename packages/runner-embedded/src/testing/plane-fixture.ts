// A data plane for each test of a file, with the few calls that all of them make. Tests only.
import type { Graph } from '@weir/shared/graph';
import { afterEach, beforeEach } from 'vitest';
import type { JobStart } from '../plane/protocol.ts';
import { type PlaneOptions, PlaneProcess, partsOf, temporaryPlane } from './plane-process.ts';

/** Starts before each test, kills after it. `process` may be replaced by a test that kills it itself. */
export class PlaneFixture {
  #options: (PlaneOptions & { readonly remove: () => void }) | undefined;
  #process: PlaneProcess | undefined;

  constructor() {
    beforeEach(async () => {
      this.#options = await temporaryPlane();
      this.#process = await PlaneProcess.start(this.#options);
    });
    afterEach(async () => {
      await this.#process?.kill();
      this.#options?.remove();
    });
  }

  get options(): PlaneOptions {
    if (this.#options === undefined) throw new Error('outside of a test');
    return this.#options;
  }

  get process(): PlaneProcess {
    if (this.#process === undefined) throw new Error('outside of a test');
    return this.#process;
  }

  /** Kills the process, or takes one that has ended, and starts another on the same folder. */
  async restart(): Promise<void> {
    await this.#process?.kill();
    this.#process = await PlaneProcess.start(this.options);
  }

  async post(body: unknown, pipelineId = 'p'): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.options.doorPort}/in/draft/${pipelineId}/door`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer token',
        'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    await response.text();
    return response.status;
  }

  /** Rows that a file sink has made visible in `files/NAME`. */
  written(name = 'out'): readonly unknown[] {
    return partsOf(this.options, name);
  }
}

export function startOf(graph: Graph, pipelineId = 'p', graphHash = 'h'): JobStart {
  const doors = graph.nodes
    .filter((node) => node.type === 'http')
    .map((node) => ({ nodeId: node.id, token: 'token' }));
  return { jobKey: `${pipelineId}.draft`, pipelineId, environment: 'draft', graph, graphHash, doors };
}

/** An event of the columns of `EVENT_COLUMNS`. */
export function event(id: string, second: number, value = 1): Readonly<Record<string, unknown>> {
  return { id, value, ts: new Date(1_767_225_600_000 + second * 1000).toISOString() };
}
