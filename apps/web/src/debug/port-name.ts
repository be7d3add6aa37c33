// Names of output ports as people know them: the node's name, and the port where a node has several.
import { type Graph, splitPort } from '@weir/shared/graph';
import { outputsOf } from '../engine.ts';

/** `orders`, or `by_page late` for one of several ports. */
export function portName(graph: Graph, port: string): string {
  const { nodeId, port: name } = splitPort(port);
  const node = graph.nodes.find((candidate) => candidate.id === nodeId);
  const several = outputsOf(node).length > 1;
  return several ? `${node?.name ?? nodeId}, ${name}` : (node?.name ?? nodeId);
}

/** All outputs of a graph, in its order. */
export function portOptions(graph: Graph): readonly { readonly value: string; readonly title: string }[] {
  return graph.nodes.flatMap((node) =>
    outputsOf(node).map((output) => {
      const value = `${node.id}.${output.name}`;
      return { value, title: portName(graph, value) };
    }),
  );
}
