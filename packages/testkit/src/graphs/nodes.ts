// What each node of a generated graph means, computed from the definition and never step by step as the engine does.
import {
  type Added,
  AGGREGATES,
  appended,
  type Cell,
  changed,
  grouped,
  keyOf,
  type OracleClock,
  type OracleStream,
  picked,
  type Row,
} from './stream.ts';

/** An aggregate of a node: name of the column, function, argument. */
export type OracleAggregate = { readonly name: string; readonly call: string; readonly column: string };

/** A node of a generated graph as the oracle sees it. */
export type OracleNode =
  | { readonly kind: 'filter'; readonly column: string; readonly above: number }
  | {
      readonly kind: 'window';
      readonly shape: 'tumbling' | 'hopping' | 'cumulating';
      readonly sizeMs: number;
      readonly slideMs: number;
      readonly keys: readonly string[];
      readonly aggregates: readonly OracleAggregate[];
    }
  | { readonly kind: 'first' | 'last'; readonly keys: readonly string[] }
  | {
      readonly kind: 'interval';
      readonly outer: boolean;
      readonly key: string;
      readonly lowerMs: number;
      readonly upperMs: number;
      readonly prefix: string;
    }
  | {
      readonly kind: 'group';
      readonly keys: readonly string[];
      readonly aggregates: readonly OracleAggregate[];
    }
  | {
      readonly kind: 'join';
      readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
      readonly key: string;
      readonly prefix: string;
    }
  | {
      readonly kind: 'top';
      readonly keys: readonly string[];
      readonly n: number;
      readonly order: readonly string[];
    };

/** The output of a node and the rows that were late there. */
export type Outcome = { readonly stream: OracleStream; readonly late: number };

/** Evaluates a node. */
export function evaluate(node: OracleNode, inputs: readonly OracleStream[], clock: OracleClock): Outcome {
  const [input, other] = inputs;
  if (input === undefined) throw new Error('a node without an input');
  switch (node.kind) {
    case 'filter':
      return { stream: filtered(input, (row) => isAbove(row[node.column] ?? null, node.above)), late: 0 };
    case 'window':
      return windowed(node, input, clock);
    case 'first':
      return first(node.keys, input, clock);
    case 'last':
      return { stream: last(node.keys, input), late: 0 };
    case 'group':
      return { stream: groups(node, input), late: 0 };
    case 'top':
      return { stream: top(node, input), late: 0 };
    case 'interval':
      return { stream: interval(node, input, other ?? input, clock), late: 0 };
    case 'join':
      return { stream: joined(node, input, other ?? input), late: 0 };
  }
}

function isAbove(value: Cell, bound: number): boolean {
  return typeof value === 'number' && value > bound;
}

function filtered(input: OracleStream, keep: (row: Row) => boolean): OracleStream {
  return {
    ...input,
    added: input.added?.filter(({ row }) => keep(row)),
    left: input.left.filter(keep),
  };
}

function aggregated(rows: readonly Row[], aggregates: readonly OracleAggregate[]): Row {
  return Object.fromEntries(
    aggregates.map(({ name, call, column }) => [name, AGGREGATES[call]?.(rows, column) ?? null]),
  );
}

function timeOf(stream: OracleStream, row: Row): number {
  return Number(row[stream.eventTime ?? '']);
}

function rowsOf(stream: OracleStream): readonly Added[] {
  if (stream.added === undefined) throw new Error('a stream of changes where rows are only added');
  return stream.added;
}

function windowed(
  node: OracleNode & { readonly kind: 'window' },
  input: OracleStream,
  clock: OracleClock,
): Outcome {
  let late = 0;
  const cells: { readonly start: number; readonly end: number; readonly row: Row }[] = [];
  for (const { seq, row } of rowsOf(input)) {
    const time = timeOf(input, row);
    const open = windows(node, time).filter(({ end }) => end - 1 > clock.at(seq, input.lagMs));
    if (open.length === 0) late += 1;
    for (const bounds of open) cells.push({ ...bounds, row });
  }
  const bounded = cells.map(({ start, end, row }) => ({ ...row, '#start': start, '#end': end }));
  const added = grouped(bounded, (row) => row, ['#start', '#end', ...node.keys]).map((rows): Added => {
    const [one = { '#start': 0, '#end': 0 }] = rows;
    const [start, end] = [Number(one['#start']), Number(one['#end'])];
    const bounds = { window_start: start, window_end: end, window_time: end - 1 };
    const row = { ...bounds, ...picked(one, node.keys), ...aggregated(rows, node.aggregates) };
    return { seq: clock.lifts(end - 1, input.lagMs), row };
  });
  const columns = [
    ...(['window_start', 'window_end', 'window_time'] as const).map((name) => ({
      name,
      kind: 'time' as const,
    })),
    ...node.keys.flatMap((key) => input.columns.filter(({ name }) => name === key)),
    ...node.aggregates.map(({ name }) => ({ name, kind: 'int' as const })),
  ];
  return { stream: appended({ columns, eventTime: 'window_time', lagMs: input.lagMs }, added), late };
}

function windows(
  { shape, sizeMs, slideMs }: OracleNode & { readonly kind: 'window' },
  time: number,
): readonly { readonly start: number; readonly end: number }[] {
  const floor = (step: number): number => Math.floor(time / step) * step;
  const found: { start: number; end: number }[] = [];
  if (shape === 'cumulating') {
    const start = floor(sizeMs);
    for (let end = start + slideMs; end <= start + sizeMs; end += slideMs)
      if (time < end) found.push({ start, end });
  } else
    for (let start = floor(slideMs); start > time - sizeMs; start -= slideMs)
      found.push({ start, end: start + sizeMs });
  return found;
}

/** T11: the earliest row of a key leaves when the watermark reaches it; rows behind the watermark are late. */
function first(keys: readonly string[], input: OracleStream, clock: OracleClock): Outcome {
  const onTime = rowsOf(input).filter(({ seq, row }) => timeOf(input, row) >= clock.at(seq, input.lagMs));
  // A row that comes at the very watermark leaves with the next one.
  const leaves = ({ seq, row }: Added): number => {
    const now = clock.at(seq, input.lagMs);
    const time = timeOf(input, row);
    return clock.lifts(time > now ? time : now + 1, input.lagMs);
  };
  const added = grouped(onTime, ({ row }) => row, keys).flatMap((candidates): readonly Added[] => {
    // A row counts while the one that is first so far has not left.
    let [best] = candidates;
    for (const one of candidates) {
      if (best === undefined || one.seq > leaves(best)) break;
      if (timeOf(input, one.row) < timeOf(input, best.row)) best = one;
    }
    return best === undefined ? [] : [{ seq: leaves(best), row: best.row }];
  });
  return { stream: appended(input, added), late: rowsOf(input).length - onTime.length };
}

function last(keys: readonly string[], input: OracleStream): OracleStream {
  const left = grouped(rowsOf(input), ({ row }) => row, keys).map((rows) =>
    rows.reduce((best, one) => (timeOf(input, one.row) >= timeOf(input, best.row) ? one : best)),
  );
  return changed(
    input.columns,
    left.map(({ row }) => row),
  );
}

function groups(node: OracleNode & { readonly kind: 'group' }, input: OracleStream): OracleStream {
  const left = grouped(input.left, (row) => row, node.keys).map((rows) => ({
    ...picked(rows[0] ?? {}, node.keys),
    ...aggregated(rows, node.aggregates),
  }));
  const columns = [
    ...node.keys.flatMap((key) => input.columns.filter(({ name }) => name === key)),
    ...node.aggregates.map(({ name }) => ({ name, kind: 'int' as const })),
  ];
  return changed(columns, left);
}

function top(node: OracleNode & { readonly kind: 'top' }, input: OracleStream): OracleStream {
  const left = grouped(input.left, (row) => row, node.keys).flatMap((rows) =>
    [...rows].sort((a, b) => compare(a, b, node.order)).slice(0, node.n),
  );
  return changed(input.columns, left);
}

/** Highest first; NULL last. */
function compare(a: Row, b: Row, order: readonly string[]): number {
  for (const name of order) {
    const [left, right] = [a[name] ?? null, b[name] ?? null];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left > right ? -1 : 1;
  }
  return 0;
}

function pairOf(left: OracleStream, a: Row, b: Row, prefix: string): Row {
  const taken = new Set(left.columns.map(({ name }) => name));
  const right = Object.entries(b).map(([name, value]) => [taken.has(name) ? prefix + name : name, value]);
  return { ...a, ...Object.fromEntries(right) };
}

function pairColumns(left: OracleStream, right: OracleStream, prefix: string): OracleStream['columns'] {
  const taken = new Set(left.columns.map(({ name }) => name));
  const renamed = right.columns.map((column) =>
    taken.has(column.name) ? { ...column, name: prefix + column.name } : column,
  );
  return [...left.columns, ...renamed];
}

const missing = (stream: OracleStream): Row =>
  Object.fromEntries(stream.columns.map(({ name }) => [name, null]));

/** T8: the later of two rows meets the earlier one while the watermark has not passed what could still match it. */
function interval(
  node: OracleNode & { readonly kind: 'interval' },
  left: OracleStream,
  right: OracleStream,
  clock: OracleClock,
): OracleStream {
  const lag = Math.max(left.lagMs, right.lagMs);
  const added: Added[] = [];
  for (const l of rowsOf(left)) {
    const time = timeOf(left, l.row);
    const gone = time - node.lowerMs + 1;
    let met = false;
    for (const r of rowsOf(right)) {
      const otherTime = timeOf(right, r.row);
      const gap = time - otherTime;
      const key = l.row[node.key] ?? null;
      if (key === null || key !== (r.row[node.key] ?? null) || gap < node.lowerMs || gap > node.upperMs)
        continue;
      const leftFirst = l.seq <= r.seq;
      const seq = Math.max(l.seq, r.seq);
      if (clock.at(seq, lag) >= (leftFirst ? gone : otherTime + node.upperMs + 1)) continue;
      met = true;
      added.push({ seq, row: pairOf(left, l.row, r.row, node.prefix) });
    }
    if (met || !node.outer) continue;
    const isLate = clock.at(l.seq, lag) >= gone || (l.row[node.key] ?? null) === null;
    const seq = isLate ? l.seq : clock.lifts(gone, lag);
    added.push({ seq, row: pairOf(left, l.row, missing(right), node.prefix) });
  }
  const own = Math.max(-node.lowerMs, node.upperMs, 0) + (node.outer ? 1 : 0);
  const columns = pairColumns(left, right, node.prefix);
  return appended({ columns, eventTime: left.eventTime, lagMs: lag + own }, added);
}

function joined(
  node: OracleNode & { readonly kind: 'join' },
  left: OracleStream,
  right: OracleStream,
): OracleStream {
  const { type, key, prefix } = node;
  const matches = (a: Row, b: Row): boolean =>
    (a[key] ?? null) !== null && keyOf(a, [key]) === keyOf(b, [key]);
  const has = (row: Row): boolean => right.left.some((other) => matches(row, other));
  if (type === 'semi') return changed(left.columns, left.left.filter(has));
  if (type === 'anti')
    return changed(
      left.columns,
      left.left.filter((row) => !has(row)),
    );
  const rows: Row[] = left.left.flatMap((a) =>
    right.left.filter((b) => matches(a, b)).map((b) => pairOf(left, a, b, prefix)),
  );
  if (type === 'left' || type === 'full')
    rows.push(...left.left.filter((a) => !has(a)).map((a) => pairOf(left, a, missing(right), prefix)));
  if (type === 'right' || type === 'full')
    rows.push(
      ...right.left
        .filter((b) => !left.left.some((a) => matches(a, b)))
        .map((b) => pairOf(left, missing(left), b, prefix)),
    );
  return changed(pairColumns(left, right, prefix), rows);
}
