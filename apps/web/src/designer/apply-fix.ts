// Applies the fix of a problem: the new value of the field it names, as one undo step.
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { Json } from '@weir/shared/graph';
import { configOf, definitionOf } from '../engine.ts';
import { setField } from '../inspector/set-field.ts';
import type { DesignerStore } from '../store/types.ts';

/** Replaces the value of the problem's field by the fix. */
export function applyFix(store: DesignerStore, problem: Diagnostic): void {
  const { nodeId, field, fix } = problem;
  const node = nodeId === undefined ? undefined : store.getState().index.nodes.get(nodeId);
  const definition = definitionOf(node);
  if (node === undefined || definition === undefined || field === undefined || fix === undefined) return;
  const [name = '', ...path] = field.split('.');
  const value = replaceAt(configOf(node, definition)[name], path, fix.replace);
  setField(store, node.id, name, value, { title: fix.title });
}

/** A copy of a JSON value with the part at `path` replaced. */
function replaceAt(value: unknown, path: readonly string[], replacement: string): Json {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaceAt(item, rest, replacement) : item));
  if (typeof value === 'object' && value !== null)
    return { ...value, [key]: replaceAt(Reflect.get(value, key), rest, replacement) };
  return replacement;
}
