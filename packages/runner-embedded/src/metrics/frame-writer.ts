// Writes metric frames and their id table.
import { allocateFrame, type IdTable, type MetricFrame, sealFrame } from '@weir/shared/metric-frame';
import type { EdgeFigures, JobMeter, NodeFigures } from './job-meter.ts';

/** The id table of a run as bytes. */
export function idTable(meter: JobMeter, table: number): Uint8Array {
  const ids: IdTable = { kind: 'ids', table, nodes: meter.nodes, edges: meter.edges };
  return new TextEncoder().encode(JSON.stringify(ids));
}

/** A frame of the figures as of now. */
export function metricFrame(
  meter: JobMeter,
  header: { readonly sequence: number; readonly table: number; readonly nowMs: number },
): Uint8Array {
  const { nodes, edges } = meter.read(header.nowMs);
  const { bytes, frame } = allocateFrame({ nodes: nodes.length, edges: edges.length });
  for (const [row, node] of nodes.entries()) writeNode(frame, row, node);
  for (const [row, edge] of edges.entries()) writeEdge(frame, row, edge);
  sealFrame(bytes, {
    sequence: header.sequence,
    table: header.table,
    serverMs: header.nowMs,
    uptimeMs: header.nowMs - meter.startedMs,
  });
  return new Uint8Array(bytes);
}

function writeNode({ counters, gauges }: MetricFrame, row: number, node: NodeFigures): void {
  counters.rowsIn[row] = node.rowsIn;
  counters.rowsOut[row] = node.rowsOut;
  counters.lateRows[row] = node.lateRows;
  counters.errorRows[row] = node.errorRows;
  counters.watermarkMs[row] = node.watermarkMs;
  counters.waitsForMs[row] = node.waitsForMs;
  counters.stateKeys[row] = node.stateKeys;
  gauges.rateIn[row] = node.rateIn;
  gauges.rateOut[row] = node.rateOut;
  [gauges.nodeP50Ms, gauges.nodeP95Ms, gauges.nodeP99Ms].forEach((column, index) => {
    column[row] = node.nodeMs[index] ?? Number.NaN;
  });
  [gauges.e2eP50Ms, gauges.e2eP95Ms, gauges.e2eP99Ms].forEach((column, index) => {
    column[row] = node.endToEndMs[index] ?? Number.NaN;
  });
  gauges.busy[row] = node.busy;
  gauges.queueFill[row] = node.queueFill;
  gauges.lagMs[row] = node.lagMs;
}

function writeEdge(frame: MetricFrame, row: number, edge: EdgeFigures): void {
  frame.edgeRows[row] = edge.rows;
  frame.edgeRate[row] = edge.rate;
}
