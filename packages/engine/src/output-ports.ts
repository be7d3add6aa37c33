// The output ports of a node: those of its definition, or as its settings say.
import type { GraphNode } from '@weir/shared/graph';
import type { AnyNodeDefinition, OutputPort } from './define-node.ts';
import { parseSettings } from './plan/settings.ts';

/** The output ports of a node with these settings. Settings that cannot be read give the ports of the definition. */
export function outputPorts(definition: AnyNodeDefinition, node: GraphNode): readonly OutputPort[] {
  if (definition.outputsOf === undefined) return definition.outputs;
  const { config, problems } = parseSettings(node, definition);
  const unreadable = problems.some((problem) => problem.code === 'CONFIG_VALUE');
  return unreadable ? definition.outputs : definition.outputsOf(config);
}
