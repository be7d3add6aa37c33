// A plan compiled for the embedded engine: one function per stage and the batches between them.
import type { Catalogue } from '../define-node.ts';
import type { Host } from '../host.ts';
import type { Plan } from '../plan/plan.ts';
import { Batch } from '../runtime/batch.ts';
import { HELPERS, type Helpers } from '../runtime/helpers.ts';
import { stageSource } from './compile.ts';
import { type GeneratedStage, generateStage, type StageEntry } from './generate.ts';
import { type Channel, inlineInput, type Layout, type LayoutOptions, layout } from './layout.ts';

/** Told of a row that a stage could not compute: step, the thrown RowError, row of the entry batch. */
export type OnFailed = (step: number, error: unknown, row: number) => void;

/** Runs the rows `from` to `to` of a batch through a stage. */
export type RunStage = (batch: Batch, from: number, to: number, onFailed: OnFailed) => void;

/** A compiled stage. */
export type Stage = {
  readonly entry: StageEntry;
  readonly run: RunStage;
  /** Rows that left the ports it counts itself, since the last read; index by `counted`. */
  readonly counts: Float64Array;
  readonly counted: readonly string[];
  readonly aliases: ReadonlyMap<string, string | undefined>;
};

/** A program: the layout it was made from, a batch per channel, a stage per entry that anything reads. */
export type Program = {
  readonly layout: Layout;
  readonly options: LayoutOptions;
  readonly batches: readonly Batch[];
  /** Stages that begin at an output port, `node.port`. */
  readonly outputs: ReadonlyMap<string, Stage>;
  /** Stages that begin at the merged input of an inline step, by step index. */
  readonly inputs: ReadonlyMap<number, Stage>;
};

/** Compiles a plan. The plan comes from `plan()`, so nothing in it can be refused here. */
export function compileProgram(
  plan: Plan,
  catalogue: Catalogue,
  options: LayoutOptions,
  compile: Host['compile'],
  helpers: Helpers = HELPERS,
): Program {
  const made = layout(plan, catalogue, options);
  const batches = made.channels.map(
    (channel) => new Batch(channel.type.columns, channelDemand(made, channel)),
  );
  const outputs = new Map<string, Stage>();
  const inputs = new Map<number, Stage>();
  for (const stage of stages(made)) {
    const compiled = bind(stage, batches, compile, helpers);
    if (stage.entry.kind === 'output') outputs.set(stage.entry.port, compiled);
    else inputs.set(stage.entry.step, compiled);
  }
  return { layout: made, options, batches, outputs, inputs };
}

function stages(made: Layout): readonly GeneratedStage[] {
  const generated: (GeneratedStage | undefined)[] = [];
  for (const { step, definition, channels, index } of made.steps) {
    if (definition.embedded.kind === 'inline') {
      if (channels.length > 0)
        generated.push(generateStage(made, { kind: 'input', step: index, type: inlineInput(step) }));
      continue;
    }
    for (const [port, type] of Object.entries(step.outputs)) {
      generated.push(generateStage(made, { kind: 'output', port: `${step.nodeId}.${port}`, type }));
    }
  }
  return generated.filter((stage) => stage !== undefined);
}

function channelDemand(made: Layout, channel: Channel): ReadonlySet<number> {
  return made.demand.get(channel.from) ?? new Set();
}

function bind(
  stage: GeneratedStage,
  batches: readonly Batch[],
  compile: Host['compile'],
  helpers: Helpers,
): Stage {
  const printed = stageSource(stage.code);
  const make = compile(printed.source, ['h', 'k']);
  // The generated module returns one function of exactly these parameters.
  const run = make(helpers, printed.constants) as (
    b: Batch,
    from: number,
    to: number,
    channels: readonly Batch[],
    counts: Float64Array,
    failed: OnFailed,
  ) => void;
  const channels = stage.channels.map((index) => batchAt(batches, index));
  const counts = new Float64Array(stage.counted.length);
  return {
    entry: stage.entry,
    counts,
    counted: stage.counted,
    aliases: stage.aliases,
    run: (batch, from, to, onFailed) => run(batch, from, to, channels, counts, onFailed),
  };
}

function batchAt(batches: readonly Batch[], index: number): Batch {
  const batch = batches[index];
  if (batch === undefined) throw new Error('bug: channel out of range');
  return batch;
}
