// The contract of a node folder: one definition answers everything about a node.
//
// Palette, inspector, validation, docs page, preview, metrics and tests follow from it. No code outside a node's
// folder asks what type a node is; a fact that is needed elsewhere becomes a field here.
import type { Column } from '@weir/shared/data-type';
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { Js, Sql } from '@weir/shared/fragment';
import type { Json } from '@weir/shared/graph';
import type { StreamType } from '@weir/shared/stream-type';
import type { CompiledExpression } from './embedded/expressions.ts';
import type { ConfigOf, Fields, NamedExpression } from './field.ts';
import type { ROW_KIND_NAMES } from './runtime/batch.ts';
import type { RowGenerator } from './runtime/generator.ts';
import type { Operator, OperatorContext } from './runtime/operator.ts';

/** The families of the palette, in its order; each has a tile colour. */
export type NodeGroup = 'source' | 'transform' | 'window' | 'join' | 'sink';

/** An input port. `many` accepts any number of edges, otherwise exactly one. */
export type InputPort = {
  readonly name: string;
  readonly title: string;
  readonly many?: boolean | undefined;
};

/** An output port. A `side` port (late rows) may stay unconnected without a warning and is drawn as a square. */
export type OutputPort = {
  readonly name: string;
  readonly title: string;
  readonly side?: boolean | undefined;
};

/** A problem found while inferring; the planner adds node id and severity. */
export type NodeProblem = Omit<Diagnostic, 'nodeId' | 'severity'> & {
  readonly severity?: 'warning' | undefined;
};

/** What inference sees: the parsed configuration and the stream type of each edge that comes in, by port. */
export type InferContext<C> = {
  readonly config: C;
  readonly inputs: Readonly<Record<string, readonly StreamType[]>>;
};

/** The types of the output ports, or why there are none. Problems that are warnings may stand beside outputs. */
export type Inference = {
  readonly outputs: Readonly<Record<string, StreamType>> | undefined;
  readonly problems: readonly NodeProblem[];
};

/** Event time of a source: the watermark is the largest event time so far minus the delay (rule T1). */
export type WatermarkSpec = {
  readonly column: string;
  readonly delayMs: number;
  /** After so long without a row the source no longer holds time back (T13); absent means never. */
  readonly idleTimeoutMs?: number | undefined;
};

/** How the bytes of a source become rows. */
export type SourceFormat =
  | {
      readonly kind: 'json';
      /** `debezium`: each record is a change with `before`, `after` and `op`; columns are those of `before` and `after`. */
      readonly envelope?: 'debezium' | undefined;
      readonly columns: readonly { readonly name: string; readonly path: readonly string[] }[];
    }
  | {
      readonly kind: 'csv';
      readonly header: boolean;
      readonly delimiter: string;
      readonly columns: readonly { readonly name: string; readonly field: string }[];
    }
  | { readonly kind: 'rows'; readonly generator: RowGenerator };

/**
 * What a source promises of its events (guarantees 1.2): it can be read again from any place (A1), it answers when an
 * event is on disk (A2), events may be lost before they enter (A3), or it is for looking only (A4).
 */
export type SourceDelivery = 'replayable' | 'acknowledged' | 'ephemeral' | 'preview';

/**
 * What a sink promises of its rows (guarantees 1.3): they are visible with their checkpoint or not at all (K1), the same
 * row again changes nothing (K2), rows since the last checkpoint may come twice (K3), nothing is stored (K4).
 */
export type SinkDelivery = 'transactional' | 'idempotent' | 'append' | 'live';

/** What the embedded engine must know of a source. `driver` names the host's driver, `options` are its arguments. */
export type SourceForm = {
  readonly kind: 'source';
  readonly driver: string;
  readonly options: Json;
  readonly format: SourceFormat;
  /** Output columns that are computed from those of the format, in any order of evaluation. */
  readonly computed?: readonly NamedExpression[] | undefined;
  readonly watermark?: WatermarkSpec | undefined;
  /** Rows leave at this multiple of event time instead of at once. */
  readonly replaySpeed?: number | undefined;
  /** A bounded source ends; it is not subject to the future guard (T17). */
  readonly bounded: boolean;
  readonly delivery: SourceDelivery;
};

/** What an inline node gets to write its piece of the fused function. */
export type InlineContext<C> = {
  readonly config: C;
  /** The stream type of the input. */
  readonly input: StreamType;
  /** One identifier per input column, in order. */
  readonly columns: readonly Js[];
  /** Compiles a checked expression over the input. */
  readonly expression: (text: string) => CompiledExpression;
  /** Compiles a checked condition: `true` when it is TRUE, else `false`. */
  readonly condition: (text: string) => CompiledExpression;
  /** An input column, handed on as it is. */
  readonly pass: (index: number) => CompiledExpression;
};

/** What an inline node writes: its outputs, or a number computed once per row that says which of them a row takes. */
export type InlineCode =
  | readonly InlineOutput[]
  | {
      /** Bits of ways: bit `n` set means that the row goes to outputs with `way: n`. At most 31 ways. */
      readonly ways: CompiledExpression;
      readonly outputs: readonly (InlineOutput & { readonly way: number })[];
    };

/** One way out of an inline node: a row goes there when `when` is true (absent: always). */
export type InlineOutput = {
  readonly port: string;
  readonly when?: CompiledExpression | undefined;
  readonly columns: readonly CompiledExpression[];
};

/** How the embedded engine runs a node. */
export type EmbeddedForm<C> =
  | {
      readonly kind: 'source';
      readonly open: (ctx: { readonly config: C; readonly output: StreamType }) => SourceForm;
    }
  /** Stateless, one row in: fused with its neighbours. */
  | { readonly kind: 'inline'; readonly emit: (ctx: InlineContext<C>) => InlineCode }
  /** Stateful: gets batches, keeps state, may be generated for the types at hand. */
  | {
      readonly kind: 'operator';
      readonly create: (ctx: OperatorContext<C>) => Operator;
      /** Input columns it reads, by port; absent means all. The planner does not decode or copy the others. */
      readonly needs?:
        | ((ctx: {
            readonly config: C;
            readonly inputs: Readonly<Record<string, StreamType>>;
            /** Columns of an output port that anything reads, or may come to read. */
            readonly wanted: (port: string) => readonly string[];
          }) => Readonly<Record<string, readonly string[]>>)
        | undefined;
      /** How far the output's watermark lags behind the input's (interval join); 0 when absent. */
      readonly watermarkLagMs?: ((config: C) => number) | undefined;
    }
  /** `driver` names the host's driver, `options` are its arguments. */
  | {
      readonly kind: 'sink';
      readonly driver: string;
      readonly options: (config: C) => Json;
      readonly delivery: SinkDelivery;
    };

/** The Flink form of a node: statements by kind, or the reason why there is none. */
export type FlinkForm =
  | { readonly kind: 'table'; readonly create: Sql }
  | { readonly kind: 'view'; readonly query: Sql }
  | { readonly kind: 'sink'; readonly create: Sql; readonly insert: Sql }
  | { readonly kind: 'unsupported'; readonly reason: string };

export type FlinkContext<C> = {
  readonly config: C;
  readonly nodeId: string;
  readonly inputs: Readonly<Record<string, readonly StreamType[]>>;
  /** Names of the upstream tables or views by port, quoted. */
  readonly from: Readonly<Record<string, readonly Sql[]>>;
  readonly output?: StreamType | undefined;
  /** Prints an expression of the configuration for Flink. */
  readonly expression: (text: string, columns: StreamType['columns']) => Sql;
};

/** A worked example: rows in per port, rows out per port. It is documentation, preview and test at once. */
export type NodeCase = {
  readonly title: string;
  /** Rule ids it shows, such as `T6`. */
  readonly rules?: readonly string[] | undefined;
  readonly config: Readonly<Record<string, Json>>;
  /** Absent for sources. Event time and schema of the input, then the rows in order of arrival over all ports. */
  readonly input?:
    | {
        readonly ports: Readonly<
          Record<
            string,
            {
              readonly schema: readonly (readonly [name: string, type: string])[];
              readonly eventTime?: string | undefined;
              readonly delay?: string | undefined;
              /** The rows have tumbling windows of this size. */
              readonly window?: string | undefined;
            }
          >
        >;
        /** `-` takes the row back: such a port gets a stream of changes. */
        readonly rows: readonly (readonly [port: string, row: Readonly<Record<string, Json>>, taken?: '-'])[];
      }
    | undefined;
  /** For sources: the bytes they read. */
  readonly text?: string | undefined;
  readonly output: Readonly<Record<string, readonly Readonly<Record<string, Json>>[]>>;
  /** What the output rows do, one by one, where the port gives a stream of changes. */
  readonly kinds?: Readonly<Record<string, readonly (typeof ROW_KIND_NAMES)[number][]>> | undefined;
  readonly late?: number | undefined;
  readonly errors?: readonly string[] | undefined;
};

/** Everything about a node type. */
export type NodeDefinition<F extends Fields = Fields> = {
  /** Stable word in pipeline files. */
  readonly type: string;
  readonly palette: {
    readonly group: NodeGroup;
    readonly title: string;
    readonly summary: string;
    /** Name of an icon of the designer's set. */
    readonly icon: string;
    /** One key that adds it while the picker is open. */
    readonly key?: string | undefined;
    readonly keywords?: readonly string[] | undefined;
  };
  /** Markdown: what it does, its time and NULL rules, its delivery guarantee. */
  readonly docs: string;
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly OutputPort[];
  /** The output ports where they depend on the settings, which may be half typed. Read them with `outputPorts`. */
  readonly outputsOf?: ((config: ConfigOf<F>) => readonly OutputPort[]) | undefined;
  readonly fields: F;
  /** The second line of the card: what this node means with these settings. */
  readonly meaning: (config: ConfigOf<F>) => string;
  readonly infer: (ctx: InferContext<ConfigOf<F>>) => Inference;
  /** Columns that SQL settings see under names other than input ports: the pair of a join, what a source reads. */
  readonly scopes?:
    | ((ctx: InferContext<ConfigOf<F>>) => Readonly<Record<string, readonly Column[]>>)
    | undefined;
  /** Set when the inputs may be streams of changes; without it the planner refuses them. */
  readonly accepts?: 'changes' | undefined;
  /** True when the node works in event time and needs an event-time column on every input. */
  readonly eventTime: boolean;
  /** True when a door of the data plane accepts events for this source. */
  readonly door?: boolean | undefined;
  /** True when the node keeps a table that the designer can read. */
  readonly table?: boolean | undefined;
  /** Streams it reads or writes, by the configuration. */
  readonly stream?:
    | ((config: ConfigOf<F>) => { readonly name: string; readonly access: 'read' | 'write' })
    | undefined;
  /** Sample text for a new source of this kind, shown in the preview until there is something better. */
  readonly sample?: string | undefined;
  readonly embedded: EmbeddedForm<ConfigOf<F>>;
  readonly flink: (ctx: FlinkContext<ConfigOf<F>>) => FlinkForm;
  readonly cases: readonly NodeCase[];
};

/** A definition whose configuration type is hidden, as the catalogue holds it. */
// Definitions are contravariant in their configuration; the planner parses it with the definition's own fields
// before any call, so the erased form is sound.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyNodeDefinition = NodeDefinition<any>;

/** The node types at hand, by type. Passed in: the engine never imports nodes. */
export type Catalogue = ReadonlyMap<string, AnyNodeDefinition>;

/** Declares a node; gives the definition back with its configuration type inferred from the fields. */
export function defineNode<const F extends Fields>(definition: NodeDefinition<F>): NodeDefinition<F> {
  return definition;
}
