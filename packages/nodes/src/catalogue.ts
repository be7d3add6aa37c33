// The node types of Weir in the order of the palette.
import type { AnyNodeDefinition, Catalogue } from '@weir/engine/define-node';
import { NODES } from './catalogue.gen.ts';

const GROUPS = ['source', 'transform', 'window', 'join', 'sink'];

/** All node types by type, sources first. */
export const catalogue: Catalogue = new Map(
  [...NODES]
    .sort((a, b) => GROUPS.indexOf(a.palette.group) - GROUPS.indexOf(b.palette.group))
    .map((definition): [string, AnyNodeDefinition] => [definition.type, definition]),
);
