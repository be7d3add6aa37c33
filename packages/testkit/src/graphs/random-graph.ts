// Random graphs of stateful nodes over one source, each with what the oracle needs to compute its answer.
import { emptyGraph, type Graph } from '@weir/shared/graph';
import { evaluate, type OracleAggregate, type OracleNode } from './nodes.ts';
import type { OracleClock, OracleColumn, OracleStream } from './stream.ts';

/** A whole number from 0 to below a bound. */
export type Choose = (below: number) => number;

type Node = Graph['nodes'][number];
/** A stream while the graph grows: where it comes from, what it carries, how it is computed. */
type Drawn = {
  readonly from: string;
  readonly columns: readonly OracleColumn[];
  readonly timed: boolean;
  readonly changes: boolean;
  /** True while rows are in the order of the source: which of several rows of one time comes first is fixed then. */
  readonly inOrder: boolean;
  readonly compute: (source: OracleStream, clock: OracleClock, late: { rows: number }) => OracleStream;
};

/** A generated graph. Its source is the file `rows.ndjson`, its sink the node `out`. */
export type RandomGraph = {
  readonly graph: Graph;
  readonly compute: (
    source: OracleStream,
    clock: OracleClock,
  ) => { readonly stream: OracleStream; readonly late: number };
};

export const SOURCE_COLUMNS: readonly OracleColumn[] = [
  { name: 'ts', kind: 'time' },
  { name: 'k', kind: 'text' },
  { name: 'g', kind: 'int' },
  { name: 'v', kind: 'int' },
];
const TYPES = { time: 'TIMESTAMP(3)', text: 'STRING', int: 'BIGINT' } as const;

const JOINS_MAX = 2;

/** Draws a graph. */
export function randomGraph(choose: Choose, delayMs: number): RandomGraph {
  const maker = new GraphMaker(choose, delayMs);
  let streams: readonly Drawn[] = [maker.source()];
  const nodes = 1 + choose(4);
  for (let count = 0; count < nodes; count += 1) {
    const stream = maker.grow(streams);
    // The source may be read again; a stream of the middle is read by what comes next.
    streams = [stream, streams.at(-1) ?? stream];
  }
  const [last] = streams;
  if (last === undefined) throw new Error('a graph without a stream');
  return {
    graph: maker.finish(last),
    compute: (source, clock) => {
      const late = { rows: 0 };
      const stream = last.compute(source, clock, late);
      return { stream, late: late.rows };
    },
  };
}

class GraphMaker {
  readonly #choose: Choose;
  readonly #delayMs: number;
  readonly #nodes: Node[] = [];
  readonly #edges: Graph['edges'] = [];
  #joins = 0;

  constructor(choose: Choose, delayMs: number) {
    this.#choose = choose;
    this.#delayMs = delayMs;
  }

  source(): Drawn {
    this.#nodes.push({
      id: 'src',
      type: 'file',
      name: 'src',
      config: {
        path: 'files/rows.ndjson',
        schema: SOURCE_COLUMNS.map(({ name, kind }) => ({ name, type: TYPES[kind] })),
        eventTime: 'ts',
        watermarkDelay: `${this.#delayMs} ms`,
      },
    });
    return {
      from: 'src.out',
      columns: SOURCE_COLUMNS,
      timed: true,
      changes: false,
      inOrder: true,
      compute: (source) => source,
    };
  }

  finish(last: Drawn): Graph {
    this.#nodes.push({ id: 'out', type: 'blackhole', name: 'out', config: {} });
    this.#edges.push({ from: last.from, to: 'out.in' });
    return { ...emptyGraph('random'), nodes: this.#nodes, edges: this.#edges };
  }

  #pick<T>(list: readonly T[]): T {
    const one = list[this.#choose(list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  }

  grow(streams: readonly Drawn[]): Drawn {
    const [main, other = main] = streams;
    if (main === undefined || other === undefined) throw new Error('a graph without a stream');
    const inTime = main.timed && !main.changes;
    const kinds = inTime
      ? ([
          'filter',
          'window',
          ...(main.inOrder ? (['first', 'last'] as const) : []),
          'interval',
          'group',
          'join',
          'top',
        ] as const)
      : (['filter', 'group', 'join', 'top'] as const);
    const kind = this.#pick(kinds);
    if (kind === 'interval' && (!other.timed || other.changes || !this.#sharesKey(main, other)))
      return this.#add('filter', main, other);
    // Joins of joins of few keys give more rows than a naive oracle can compare.
    if (kind === 'join' && this.#joins >= JOINS_MAX) return this.#add('filter', main, other);
    if (kind === 'join' && !this.#sharesKey(main, other)) return this.#add('group', main, other);
    return this.#add(kind, main, other);
  }

  #sharesKey(a: Drawn, b: Drawn): boolean {
    return this.#keyNames(a).some((name) => b.columns.some((column) => column.name === name));
  }

  #keyNames(stream: Drawn): readonly string[] {
    return stream.columns.filter(({ name }) => name === 'k' || name === 'g').map(({ name }) => name);
  }

  #someKeys(stream: Drawn): readonly string[] {
    return this.#keyNames(stream).filter(() => this.#choose(2) === 0);
  }

  #ints(stream: Drawn): readonly string[] {
    return stream.columns.filter(({ kind }) => kind === 'int').map(({ name }) => name);
  }

  #aggregates(stream: Drawn): readonly OracleAggregate[] {
    const taken = new Set(stream.columns.map(({ name }) => name));
    const ints = this.#ints(stream);
    const calls = ['COUNT(*)', ...(ints.length === 0 ? [] : ['SUM', 'MAX', 'MIN', 'COUNT DISTINCT'])];
    return Array.from({ length: 1 + this.#choose(3) }, (_, index) => {
      let name = `a${index}`;
      while (taken.has(name)) name += '_';
      return { name, call: this.#pick(calls), column: ints.length === 0 ? '' : this.#pick(ints) };
    });
  }

  #add(kind: OracleNode['kind'] | 'window', main: Drawn, other: Drawn): Drawn {
    const id = `n${this.#nodes.length}`;
    const { node, type, config, second } = this.#design(kind, main, other, `${id}_`);
    this.#nodes.push({ id, type, name: id, config });
    this.#edges.push({ from: main.from, to: `${id}.${second === undefined ? 'in' : 'left'}` });
    if (second !== undefined) this.#edges.push({ from: second.from, to: `${id}.right` });
    const inputs = second === undefined ? [main] : [main, second];
    const compute: Drawn['compute'] = (source, clock, late) => {
      const outcome = evaluate(
        node,
        inputs.map((input) => input.compute(source, clock, late)),
        clock,
      );
      late.rows += outcome.late;
      return outcome.stream;
    };
    const inOrder = main.inOrder && node.kind === 'filter';
    const changes =
      node.kind === 'last' ||
      node.kind === 'group' ||
      node.kind === 'top' ||
      node.kind === 'join' ||
      inputs.some((input) => input.changes);
    return { from: `${id}.out`, ...this.#shape(node, main, second), changes, inOrder, compute };
  }

  /** Columns and event time of the output. */
  #shape(
    node: OracleNode,
    main: Drawn,
    second: Drawn | undefined,
  ): { readonly columns: readonly OracleColumn[]; readonly timed: boolean } {
    switch (node.kind) {
      case 'window':
      case 'group': {
        const bounds = (['window_start', 'window_end', 'window_time'] as const).map(
          (name): OracleColumn => ({ name, kind: 'time' }),
        );
        const keys = node.keys.flatMap((key) => main.columns.filter(({ name }) => name === key));
        const made = node.aggregates.map(({ name }): OracleColumn => ({ name, kind: 'int' }));
        const isWindow = node.kind === 'window';
        return { columns: [...(isWindow ? bounds : []), ...keys, ...made], timed: isWindow };
      }
      case 'interval':
        return { columns: pair(main, second ?? main, node.prefix), timed: true };
      case 'join': {
        const half = node.type === 'semi' || node.type === 'anti';
        return { columns: half ? main.columns : pair(main, second ?? main, node.prefix), timed: false };
      }
      case 'top':
      case 'last':
        return { columns: main.columns, timed: false };
      default:
        return { columns: main.columns, timed: main.timed };
    }
  }

  #design(
    kind: OracleNode['kind'],
    main: Drawn,
    other: Drawn,
    prefix: string,
  ): {
    readonly node: OracleNode;
    readonly type: string;
    readonly config: Node['config'];
    readonly second?: Drawn;
  } {
    const keys = this.#someKeys(main);
    const aggregates = this.#aggregates(main);
    const calls = aggregates.map(({ name, call, column }) => ({ name, expression: callText(call, column) }));
    switch (kind) {
      case 'window': {
        const shape = this.#pick(['tumbling', 'hopping', 'cumulating'] as const);
        const slideMs = this.#pick([500, 1000]);
        const sizeMs = shape === 'tumbling' ? slideMs : slideMs * (2 + this.#choose(3));
        const step =
          shape === 'hopping'
            ? { slide: `${slideMs} ms` }
            : shape === 'cumulating'
              ? { step: `${slideMs} ms` }
              : {};
        const node = { kind, shape, sizeMs, slideMs, keys, aggregates } as const;
        return {
          node,
          type: shape,
          config: { size: `${sizeMs} ms`, ...step, keys: [...keys], aggregates: calls },
        };
      }
      case 'first':
      case 'last': {
        const by = keys.length === 0 ? main.columns.slice(-1).map(({ name }) => name) : keys;
        return { node: { kind, keys: by }, type: 'deduplicate', config: { keys: [...by], keep: kind } };
      }
      case 'group':
        return {
          node: { kind, keys, aggregates },
          type: 'group_aggregate',
          config: { keys: [...keys], aggregates: calls },
        };
      case 'top': {
        // Every column decides, so that only equal rows are of equal rank.
        const order = [...main.columns].reverse().map(({ name }) => name);
        const n = 1 + this.#choose(3);
        const config = {
          keys: [...keys],
          order: order.map((column) => ({ column, descending: true })),
          n,
          rank: '',
        };
        return { node: { kind, keys, n, order }, type: 'top_n', config };
      }
      case 'interval':
      case 'join':
        return this.#designJoin(kind, main, other, prefix);
      default: {
        const ints = this.#ints(main);
        const column = ints.length === 0 ? 'g' : this.#pick(ints);
        if (ints.length === 0) return this.#design('group', main, other, prefix);
        const above = this.#choose(4) - 2;
        return {
          node: { kind: 'filter', column, above },
          type: 'filter',
          config: { where: `\`${column}\` > ${above}` },
        };
      }
    }
  }

  #designJoin(
    kind: 'interval' | 'join',
    main: Drawn,
    other: Drawn,
    prefix: string,
  ): {
    readonly node: OracleNode;
    readonly type: string;
    readonly config: Node['config'];
    readonly second: Drawn;
  } {
    const shared = this.#keyNames(main).filter((name) =>
      other.columns.some((column) => column.name === name),
    );
    const key = this.#pick(shared);
    const keys = { leftKeys: [key], rightKeys: [key], condition: '', prefix };
    if (kind === 'join') {
      this.#joins += 1;
      const type = this.#pick(['inner', 'left', 'right', 'full', 'semi', 'anti'] as const);
      return { node: { kind, type, key, prefix }, type: 'join', config: { type, ...keys }, second: other };
    }
    const [lowerMs, upperMs] = [-500 * this.#choose(4), 500 * this.#choose(3)];
    const outer = this.#choose(2) === 0;
    const config = {
      type: outer ? 'left' : 'inner',
      ...keys,
      lower: `${lowerMs} ms`,
      upper: `${upperMs} ms`,
    };
    return {
      node: { kind, outer, key, lowerMs, upperMs, prefix },
      type: 'interval_join',
      config,
      second: other,
    };
  }
}

function callText(call: string, column: string): string {
  if (call === 'COUNT(*)') return call;
  return call === 'COUNT DISTINCT' ? `COUNT(DISTINCT \`${column}\`)` : `${call}(\`${column}\`)`;
}

function pair(left: Drawn, right: Drawn, prefix: string): readonly OracleColumn[] {
  const taken = new Set(left.columns.map(({ name }) => name));
  return [
    ...left.columns,
    ...right.columns.map((column) =>
      taken.has(column.name) ? { ...column, name: prefix + column.name } : column,
    ),
  ];
}
