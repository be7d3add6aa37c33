// Router: sends each row to the first route whose condition is true, or to all of them; the rest goes to `else`.
import type { NodeProblem } from '@weir/engine/define-node';
import { defineNode } from '@weir/engine/define-node';
import type { NamedExpression } from '@weir/engine/field';
import { type Js, js } from '@weir/shared/fragment';
import { cases } from './cases.ts';

/** Ways out are bits of one number. */
const ROUTES_MAX = 30;
const ELSE = 'else';

export const router = defineNode({
  type: 'router',
  palette: {
    group: 'transform',
    title: 'Router',
    summary: 'Sends rows to outputs by conditions, the rest to else.',
    icon: 'router',
    key: 'r',
    keywords: ['switch', 'choice', 'case', 'branch', 'route', 'split by condition', 'if'],
  },
  docs: `Has one output per route, and \`else\`.

**First** sends a row to the first route whose condition is TRUE. **All** sends it to every route whose condition is TRUE. A row that no
route takes goes to \`else\`: with FALSE and with NULL alike, so that no row is lost.

A row for which a condition cannot be computed becomes one dead letter. At most 30 routes. Columns and event time pass unchanged.`,
  inputs: [{ name: 'in', title: 'Rows' }],
  outputs: [{ name: ELSE, title: 'All other rows', side: true }],
  outputsOf: (config) => [
    ...config.routes.map(({ name }) => ({ name, title: `Rows of route ${name}` })),
    { name: ELSE, title: 'All other rows', side: true },
  ],
  fields: {
    routes: {
      kind: 'expressions',
      title: 'Routes',
      help: 'A name, which becomes an output, and a condition.',
      input: 'in',
      aggregate: false,
      conditions: true,
      default: [],
    },
    mode: {
      kind: 'choice',
      title: 'A row goes to',
      default: 'first',
      options: [
        { value: 'first', title: 'First match' },
        { value: 'all', title: 'All matches' },
      ],
    },
  },
  meaning: (config) =>
    config.routes.length === 0 ? 'no routes yet' : config.routes.map(({ name }) => name).join(', '),
  infer: ({ config, inputs }) => {
    const input = inputs['in']?.[0];
    const problems = routeProblems(config.routes);
    if (input === undefined || problems.length > 0) return { outputs: undefined, problems };
    const names = [...config.routes.map(({ name }) => name), ELSE];
    return { outputs: Object.fromEntries(names.map((name) => [name, input])), problems };
  },
  accepts: 'changes',
  eventTime: false,
  embedded: {
    kind: 'inline',
    emit: ({ config, input, condition, pass }) => {
      const conditions = config.routes.map(({ expression }) => condition(expression));
      const rest = 2 ** config.routes.length;
      const code = config.mode === 'all' ? allWays(conditions, rest) : firstWay(conditions, rest);
      const ways = {
        code,
        fallible: conditions.some(({ fallible }) => fallible),
        type: { kind: 'INT' } as const,
        nullable: false,
        uses: new Set(conditions.flatMap(({ uses }) => [...uses])),
      };
      const columns = input.columns.map((_, index) => pass(index));
      const ports = [...config.routes.map(({ name }) => name), ELSE];
      return { ways, outputs: ports.map((port, way) => ({ port, way, columns })) };
    },
  },
  flink: () => ({
    kind: 'unsupported',
    reason: 'a route becomes one view per output, which is not printed yet',
  }),
  cases,
});

type Condition = { readonly code: Js };

function firstWay(conditions: readonly Condition[], rest: number): Js {
  return conditions.reduceRight(
    (other, { code }, index) => js`(${code} ? ${2 ** index} : ${other})`,
    js`${rest}`,
  );
}

function allWays(conditions: readonly Condition[], rest: number): Js {
  const bits = conditions.map(({ code }, index) => js`(${code} ? ${2 ** index} : 0)`);
  const all = bits.reduce((sum, bit) => js`${sum} | ${bit}`, js`0`);
  return js`((${all}) || ${rest})`;
}

function routeProblems(routes: readonly NamedExpression[]): readonly NodeProblem[] {
  if (routes.length > ROUTES_MAX) {
    const problem: NodeProblem = {
      code: 'CONFIG_VALUE',
      field: 'routes',
      message: `${routes.length} routes are more than ${ROUTES_MAX}`,
      hint: 'Put a second Router behind else.',
    };
    return [problem];
  }
  return routes.flatMap(({ name }, index): readonly NodeProblem[] => {
    if (/^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name) && name !== ELSE) return [];
    return [
      {
        code: 'CONFIG_VALUE',
        field: `routes.${index}.name`,
        message: name === ELSE ? 'else is the output of all other rows' : `${name} is no name of an output`,
        hint: 'Use a letter, then letters, digits and underscores.',
      },
    ];
  });
}
