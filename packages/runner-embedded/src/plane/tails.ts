// Tails in the worker: rows of output ports, with a condition, sampled so that nobody's looking slows the job.
import { compileValue } from '@weir/engine/embedded/compile';
import { compileCondition } from '@weir/engine/embedded/expressions';
import type { Host } from '@weir/engine/host';
import type { Plan } from '@weir/engine/plan/plan';
import type { Batch } from '@weir/engine/runtime/batch';
import type { EmbeddedJob } from '@weir/engine/runtime/embedded-job';
import { changeObject, rowObject } from '@weir/engine/runtime/rows-json';
import type { JsonRow } from '@weir/shared/api';
import type { Column } from '@weir/shared/data-type';
import { js } from '@weir/shared/fragment';
import { splitPort } from '@weir/shared/graph';
import { checkCondition } from '@weir/sql/check/check';
import { RowError } from '@weir/sql/row-error';
import type { PlaneError } from './protocol.ts';
import type { FromWorker } from './worker-messages.ts';

const ROWS_MAX = 200;
export const TAIL_INTERVAL_MS = 100;

type Tail = {
  readonly port: string;
  readonly matches: ((batch: Batch, row: number) => boolean) | undefined;
  readonly objectOf: (batch: Batch, row: number) => JsonRow;
  rows: JsonRow[];
  skipped: number;
};

export class Tails {
  readonly #plan: Plan;
  readonly #host: Host;
  readonly #job: EmbeddedJob;
  readonly #send: (message: FromWorker) => void;
  readonly #tails = new Map<string, Tail>();
  #sentMs = 0;

  constructor(world: {
    readonly plan: Plan;
    readonly host: Host;
    readonly job: EmbeddedJob;
    readonly send: (message: FromWorker) => void;
  }) {
    this.#plan = world.plan;
    this.#host = world.host;
    this.#job = world.job;
    this.#send = world.send;
  }

  start(request: {
    readonly tailId: string;
    readonly port: string;
    readonly where: string | undefined;
  }): void {
    const { tailId, port } = request;
    const { nodeId, port: name } = splitPort(port);
    const type = this.#plan.steps.find((step) => step.nodeId === nodeId)?.outputs[name];
    if (type === undefined) {
      this.#refuse(tailId, {
        code: 'NOT_FOUND',
        message: `job has no port ${port}`,
        hint: 'Choose an edge of the graph that runs.',
      });
      return;
    }
    const condition = this.#condition(request.where?.trim() ?? '', type.columns);
    if (condition !== undefined && 'code' in condition) {
      this.#refuse(tailId, condition);
      return;
    }
    const objectOf = type.changes === 'append' ? rowObject : changeObject;
    this.#tails.set(tailId, { port, matches: condition?.matches, objectOf, rows: [], skipped: 0 });
    this.#retap();
  }

  stop(tailId: string): void {
    if (this.#tails.delete(tailId)) this.#retap();
  }

  get active(): boolean {
    return this.#tails.size > 0;
  }

  /** Sends what has come, at most ten times a second. */
  flush(nowMs: number): void {
    if (this.#tails.size === 0 || nowMs - this.#sentMs < TAIL_INTERVAL_MS) return;
    this.#sentMs = nowMs;
    for (const [tailId, tail] of this.#tails) {
      if (tail.rows.length === 0 && tail.skipped === 0) continue;
      this.#send({ kind: 'tail.rows', tailId, rows: tail.rows, skipped: tail.skipped });
      tail.rows = [];
      tail.skipped = 0;
    }
  }

  #refuse(tailId: string, error: PlaneError): void {
    this.#send({ kind: 'tail.end', tailId, error });
  }

  #condition(
    text: string,
    columns: readonly Column[],
  ): { readonly matches: (batch: Batch, row: number) => boolean } | PlaneError | undefined {
    if (text === '') return undefined;
    const checked = checkCondition(text, columns);
    if (!checked.ok) {
      const first = checked.diagnostics[0];
      return {
        code: 'BAD_REQUEST',
        message: first?.message ?? 'condition cannot be read',
        hint: first?.hint,
      };
    }
    const compiled = compileCondition(
      text,
      columns,
      columns.map((_, index) => js`b.get(${index}, i)`),
    );
    // The fragment is an arrow function of exactly these parameters.
    const test = compileValue(js`(b, i) => ${compiled.code}`, this.#host.compile) as (
      batch: Batch,
      row: number,
    ) => boolean;
    return { matches: (batch, row) => isTrue(test, batch, row) };
  }

  /** Ports are tapped while somebody looks: the compiled program knows which. */
  #retap(): void {
    const ports = new Set([...this.#tails.values()].map((tail) => tail.port));
    this.#job.tap(
      new Map(
        [...ports].map((port) => [
          port,
          (batch: Batch, from: number, to: number) => this.#take(port, batch, { from, to }),
        ]),
      ),
    );
  }

  #take(port: string, batch: Batch, range: { readonly from: number; readonly to: number }): void {
    for (const tail of this.#tails.values()) {
      if (tail.port !== port) continue;
      for (let row = range.from; row < range.to; row += 1) {
        if (tail.matches !== undefined && !tail.matches(batch, row)) continue;
        if (tail.rows.length < ROWS_MAX) tail.rows.push(tail.objectOf(batch, row));
        else tail.skipped += 1;
      }
    }
  }
}

/** A condition that fails on a row, as by a division by zero, is not true. */
function isTrue(test: (batch: Batch, row: number) => boolean, batch: Batch, row: number): boolean {
  try {
    return test(batch, row) === true;
  } catch (cause) {
    if (cause instanceof RowError) return false;
    throw cause;
  }
}
