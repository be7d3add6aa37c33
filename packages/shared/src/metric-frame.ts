// The binary frame that carries live metrics from the data plane to the canvas.
//
// Little-endian. Header of 40 bytes: magic u32, version u16, reserved u16, sequence u32, id table u32, nodes u32,
// edges u32, server time f64 (epoch ms), job uptime f64 (ms). Then one column after another: the Float64 columns of
// nodes, the Float32 columns of nodes (padded to 8 bytes), the Float64 column of edges, the Float32 column of edges.
// Ids are not in the frame: an id table is sent once as JSON, and again on change; NaN means "no value".

export const FRAME_MAGIC = 0x52494557;
export const FRAME_VERSION = 1;
export const FRAME_HEADER_BYTES = 40;

/** Per node, Float64: row counts since the job started, and times as epoch milliseconds of event time. */
export const NODE_COUNTERS = [
  'rowsIn',
  'rowsOut',
  'lateRows',
  'errorRows',
  'watermarkMs',
  'waitsForMs',
  'stateKeys',
] as const;

/** Per node, Float32: rows per second, milliseconds, shares of 1. `node*` is time in the node over the last second,
 * `e2e*` time since the event entered over the last ten seconds. */
export const NODE_GAUGES = [
  'rateIn',
  'rateOut',
  'nodeP50Ms',
  'nodeP95Ms',
  'nodeP99Ms',
  'e2eP50Ms',
  'e2eP95Ms',
  'e2eP99Ms',
  'busy',
  'queueFill',
  'lagMs',
] as const;

export type NodeCounter = (typeof NODE_COUNTERS)[number];
export type NodeGauge = (typeof NODE_GAUGES)[number];

/** Names the rows of the frames that follow it: node ids and edges (`from>to`) in row order. */
export type IdTable = {
  readonly kind: 'ids';
  readonly table: number;
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
};

/** A frame in memory: one typed array per column, indexed by row of the id table. Views of the frame's bytes. */
export type MetricFrame = {
  readonly sequence: number;
  readonly table: number;
  readonly serverMs: number;
  readonly uptimeMs: number;
  readonly nodes: number;
  readonly edges: number;
  readonly counters: Readonly<Record<NodeCounter, Float64Array>>;
  readonly gauges: Readonly<Record<NodeGauge, Float32Array>>;
  readonly edgeRows: Float64Array;
  readonly edgeRate: Float32Array;
};

/** Bytes of a frame with so many rows. */
export function frameBytes(size: { readonly nodes: number; readonly edges: number }): number {
  const gauges = pad8(4 * NODE_GAUGES.length * size.nodes);
  return (
    FRAME_HEADER_BYTES + 8 * NODE_COUNTERS.length * size.nodes + gauges + 8 * size.edges + 4 * size.edges
  );
}

/** An empty frame over a new buffer; the writer fills the columns and then sets the header with `sealFrame`. */
export function allocateFrame(size: { readonly nodes: number; readonly edges: number }): {
  readonly bytes: ArrayBuffer;
  readonly frame: MetricFrame;
} {
  const bytes = new ArrayBuffer(frameBytes(size));
  const view = new DataView(bytes);
  view.setUint32(0, FRAME_MAGIC, true);
  view.setUint16(4, FRAME_VERSION, true);
  view.setUint32(16, size.nodes, true);
  view.setUint32(20, size.edges, true);
  return { bytes, frame: frameOver(bytes, view) };
}

/** Writes the changing part of the header. */
export function sealFrame(
  bytes: ArrayBuffer,
  header: {
    readonly sequence: number;
    readonly table: number;
    readonly serverMs: number;
    readonly uptimeMs: number;
  },
): void {
  const view = new DataView(bytes);
  view.setUint32(8, header.sequence, true);
  view.setUint32(12, header.table, true);
  view.setFloat64(24, header.serverMs, true);
  view.setFloat64(32, header.uptimeMs, true);
}

/**
 * Reads a frame.
 *
 * @returns Views of `bytes`, or `undefined` when the bytes are not a frame of this version and exact length.
 */
export function readFrame(bytes: ArrayBuffer): MetricFrame | undefined {
  if (bytes.byteLength < FRAME_HEADER_BYTES) return undefined;
  const view = new DataView(bytes);
  if (view.getUint32(0, true) !== FRAME_MAGIC || view.getUint16(4, true) !== FRAME_VERSION) return undefined;
  const size = { nodes: view.getUint32(16, true), edges: view.getUint32(20, true) };
  if (size.nodes > 100_000 || size.edges > 100_000 || frameBytes(size) !== bytes.byteLength) return undefined;
  return frameOver(bytes, view);
}

function frameOver(bytes: ArrayBuffer, view: DataView): MetricFrame {
  const nodes = view.getUint32(16, true);
  const edges = view.getUint32(20, true);
  let offset = FRAME_HEADER_BYTES;
  const float64 = (length: number): Float64Array => {
    const column = new Float64Array(bytes, offset, length);
    offset += 8 * length;
    return column;
  };
  const float32 = (length: number): Float32Array => {
    const column = new Float32Array(bytes, offset, length);
    offset += 4 * length;
    return column;
  };
  const counters = columns(NODE_COUNTERS, () => float64(nodes));
  const start = offset;
  const gauges = columns(NODE_GAUGES, () => float32(nodes));
  offset = start + pad8(offset - start);
  return {
    sequence: view.getUint32(8, true),
    table: view.getUint32(12, true),
    serverMs: view.getFloat64(24, true),
    uptimeMs: view.getFloat64(32, true),
    nodes,
    edges,
    counters,
    gauges,
    edgeRows: float64(edges),
    edgeRate: float32(edges),
  };
}

function columns<K extends string, A>(names: readonly K[], make: () => A): Record<K, A> {
  // Object.fromEntries loses the key type; every name of the list gets exactly one array.
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<K, A>;
}

function pad8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
