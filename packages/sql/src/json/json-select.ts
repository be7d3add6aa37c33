// Follows a compiled path through a document, with the exact habits of Jayway under Flink: what is missing, what fails.

import type { JsonPath, JsonStep } from './json-path.ts';
import { type JsonNode, JsonNumber } from './json-text.ts';
import { isList } from './json-write.ts';

/** Nodes that one evaluation may visit: `$..*..*` on a hostile document would otherwise take the square of its size. */
const VISITS_MAX = 1_000_000;

/**
 * What a path finds.
 *
 * @returns `undefined` when the path fails: a definite path that leads nowhere, a NULL document, or too many visits.
 *          In lax mode a definite path that leads nowhere finds JSON NULL. Indefinite paths give a list.
 */
export function selectJson(path: JsonPath, document: JsonNode): JsonNode | undefined {
  if (document === null) return undefined;
  const walk = new Walk(path);
  if (!walk.step(0, document)) return undefined;
  if (!path.definite) return walk.found;
  const [first] = walk.found;
  return first === undefined ? (path.lax ? null : undefined) : first;
}

/** Every method gives false when the path fails as a whole. */
class Walk {
  readonly found: JsonNode[] = [];
  readonly #steps: readonly JsonStep[];
  readonly #lax: boolean;
  #visits = 0;

  constructor(path: JsonPath) {
    this.#steps = path.steps;
    this.#lax = path.lax;
  }

  step(index: number, node: JsonNode): boolean {
    this.#visits += 1;
    if (this.#visits > VISITS_MAX) return false;
    const step = this.#steps[index];
    if (step === undefined) {
      this.found.push(node);
      return true;
    }
    switch (step.kind) {
      case 'property':
        return this.#property(step.names, { index, step }, node);
      case 'index':
      case 'slice':
        return this.#places(step, index, node);
      case 'wildcard':
        return this.#each(index + 1, childrenOf(node));
      case 'scan':
        return this.#scan(index + 1, node);
      case 'length':
        return this.step(index + 1, lengthOf(node));
    }
  }

  /** Nothing to find here: fine where the path branches, else its end. */
  #nothing(step: JsonStep): boolean {
    return this.#lax || !step.upstreamDefinite;
  }

  #each(index: number, nodes: readonly JsonNode[]): boolean {
    return nodes.every((node) => this.step(index, node));
  }

  #property(
    names: readonly string[],
    { index, step }: { readonly index: number; readonly step: JsonStep },
    node: JsonNode,
  ): boolean {
    if (!isObject(node)) return this.#nothing(step);
    const isLast = index === this.#steps.length - 1;
    if (names.length > 1 && isLast) {
      this.found.push(new Map([...node].filter(([key]) => names.includes(key)).sort(byPlace(names))));
      return true;
    }
    for (const name of names) {
      const value = node.get(name);
      if (value !== undefined) {
        if (!this.step(index + 1, value)) return false;
      } else if (!isLast && step.definite && !this.#nothing(step)) return false;
    }
    return true;
  }

  #places(step: Extract<JsonStep, { kind: 'index' | 'slice' }>, index: number, node: JsonNode): boolean {
    if (!isList(node)) return this.#nothing(step);
    for (const place of placesOf(step, node.length)) {
      const item = node[place < 0 ? node.length + place : place];
      if (item !== undefined && !this.step(index + 1, item)) return false;
    }
    return true;
  }

  /** The node and everything below it, parents first. */
  #scan(index: number, node: JsonNode): boolean {
    this.#visits += 1;
    if (this.#visits > VISITS_MAX) return false;
    const target = this.#steps[index];
    if (target === undefined || (!isObject(node) && !isList(node))) return true;
    if (matches(target, node)) {
      // As in Flink: behind .. a step into arrays that is not the last one takes every element, whatever its index.
      const isQuirk = isList(node) && index < this.#steps.length - 1;
      if (!(isQuirk ? this.#each(index + 1, node) : this.step(index, node))) return false;
    }
    return childrenOf(node).every((child) => this.#scan(index, child));
  }
}

function matches(target: JsonStep, node: JsonNode): boolean {
  switch (target.kind) {
    case 'property':
      if (!isObject(node)) return false;
      return !target.definite || target.names.every((name) => node.has(name));
    case 'index':
    case 'slice':
      return isList(node);
    default:
      return target.kind === 'wildcard';
  }
}

function isObject(node: JsonNode): node is ReadonlyMap<string, JsonNode> {
  return node instanceof Map;
}

function childrenOf(node: JsonNode): readonly JsonNode[] {
  if (isList(node)) return node;
  return isObject(node) ? [...node.values()] : [];
}

function lengthOf(node: JsonNode): JsonNode {
  if (isList(node)) return new JsonNumber(String(node.length));
  return isObject(node) ? new JsonNumber(String(node.size)) : null;
}

function byPlace(names: readonly string[]) {
  return ([a]: readonly [string, JsonNode], [b]: readonly [string, JsonNode]): number =>
    names.indexOf(a) - names.indexOf(b);
}

/** Places of an index or slice. `[-2:1]` starts before the array and goes on from its end, as in Flink. */
function placesOf(step: Extract<JsonStep, { kind: 'index' | 'slice' }>, length: number): readonly number[] {
  if (step.kind === 'index') return step.indexes;
  if (length === 0) return [];
  const { from = 0, to } = step;
  const first = to === undefined ? Math.max(0, from < 0 ? length + from : from) : Math.max(from, -length);
  const end = Math.min(
    length,
    to === undefined ? length : step.from === undefined && to < 0 ? length + to : to,
  );
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
