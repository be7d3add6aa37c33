// Typed code templates: the only way source text of generated JavaScript or SQL comes into being.
//
// A `Js` is opaque. Literal parts come from template strings in our own source; holes are other fragments,
// identifiers made from a letter and a number, numbers, or constants that travel in a pool beside the code.
// Text of a user cannot reach the source: there is no function here that turns a string into code.

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'helper'; readonly name: string }
  | { readonly kind: 'js'; readonly js: Js };

/** A piece of generated JavaScript. Made by `js`, `id`, `helper`, `constant`, `joinJs` only. */
export class Js {
  readonly #parts: readonly Part[];

  private constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** @internal Used by the factories of this module. */
  static make(parts: readonly Part[], token: symbol): Js {
    if (token !== TOKEN) throw new Error('bug: Js is made by templates only');
    return new Js(parts);
  }

  /** @internal */
  static partsOf(js: Js): readonly Part[] {
    return js.#parts;
  }
}

const TOKEN = Symbol('js');

/** What a hole of a `js` template may hold. Numbers print as literals (`-0`, NaN and infinities included). */
export type JsHole = Js | number | boolean | null;

/** A template whose literal text is our own source and whose holes are typed. */
export function js(strings: TemplateStringsArray, ...holes: readonly JsHole[]): Js {
  const parts: Part[] = [];
  strings.raw.forEach((text, index) => {
    if (text !== '') parts.push({ kind: 'text', text });
    const hole = holes[index];
    if (index < holes.length && hole !== undefined) parts.push(holePart(hole));
  });
  return Js.make(parts, TOKEN);
}

function holePart(hole: JsHole): Part {
  if (hole instanceof Js) return { kind: 'js', js: hole };
  if (typeof hole === 'number') return { kind: 'text', text: numberText(hole) };
  return { kind: 'text', text: String(hole) };
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '(-Infinity)';
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : String(value);
}

/** A generated identifier: lower-case letters of our own choosing and a number, such as `c3`. */
export function id(prefix: Lowercase<string>, index: number): Js {
  if (!/^[a-z]{1,12}$/.test(prefix) || !Number.isInteger(index) || index < 0) {
    throw new Error('bug: identifier is not letters and a number');
  }
  return Js.make([{ kind: 'text', text: `${prefix}${index}` }], TOKEN);
}

/** A function of the helper table handed to the generated module; printed as a local constant. */
export function helper(name: string): Js {
  if (!/^[a-zA-Z][a-zA-Z0-9]{0,40}$/.test(name)) throw new Error('bug: helper name is not a word');
  return Js.make([{ kind: 'helper', name }], TOKEN);
}

/** A value that travels in the constant pool and never as source: strings, bigints, arrays. */
export function constant(value: unknown): Js {
  return Js.make([{ kind: 'constant', value }], TOKEN);
}

/** Fragments one after another, with our own text between them. */
export function joinJs(fragments: readonly Js[], separator: '' | ', ' | '\n' | ' && ' | ' || ' = '\n'): Js {
  const parts: Part[] = [];
  fragments.forEach((fragment, index) => {
    if (index > 0 && separator !== '') parts.push({ kind: 'text', text: separator });
    parts.push({ kind: 'js', js: fragment });
  });
  return Js.make(parts, TOKEN);
}

/** Generated source with what it needs: the helpers it names (in order of first use) and its constants. */
export type PrintedJs = {
  readonly source: string;
  readonly helpers: readonly string[];
  readonly constants: readonly unknown[];
};

/**
 * Prints a fragment. A helper `name` appears as `h_name`, constant number `i` as `k_i`; the caller declares both.
 * Equal primitive constants share one slot.
 */
export function printJs(fragment: Js): PrintedJs {
  const text: string[] = [];
  const helpers = new Set<string>();
  const constants: unknown[] = [];
  const slots = new Map<unknown, number>();
  const visit = (js: Js): void => {
    for (const part of Js.partsOf(js)) {
      switch (part.kind) {
        case 'text':
          text.push(part.text);
          break;
        case 'helper':
          helpers.add(part.name);
          text.push(`h_${part.name}`);
          break;
        case 'constant': {
          let slot = slots.get(part.value);
          if (slot === undefined) {
            slot = constants.length;
            constants.push(part.value);
            slots.set(part.value, slot);
          }
          text.push(`k_${slot}`);
          break;
        }
        case 'js':
          visit(part.js);
          break;
      }
    }
  };
  visit(fragment);
  return { source: text.join(''), helpers: [...helpers], constants };
}

/** A piece of SQL text for Flink. Made by `sql`, `sqlId`, `sqlText`, `joinSql` only. */
export class Sql {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** @internal */
  static make(text: string, token: symbol): Sql {
    if (token !== TOKEN) throw new Error('bug: Sql is made by templates only');
    return new Sql(text);
  }

  /** The statement or expression as text. */
  get text(): string {
    return this.#text;
  }
}

/** A SQL template: text of our own, holes typed. Numbers print as decimal integers or doubles. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (Sql | number)[]): Sql {
  let text = '';
  strings.forEach((literal, index) => {
    text += literal;
    const hole = holes[index];
    if (hole !== undefined) text += hole instanceof Sql ? hole.text : String(hole);
  });
  return Sql.make(text, TOKEN);
}

/** An identifier in back-ticks; a back-tick inside is doubled. */
export function sqlId(name: string): Sql {
  return Sql.make(`\`${name.replaceAll('`', '``')}\``, TOKEN);
}

/** A string literal in single quotes; a quote inside is doubled. */
export function sqlText(value: string): Sql {
  return Sql.make(`'${value.replaceAll("'", "''")}'`, TOKEN);
}

/** Fragments one after another, with our own text between them. */
export function joinSql(
  fragments: readonly Sql[],
  separator: ', ' | '\n' | ' AND ' | ' ' | ',\n  ' = ', ',
): Sql {
  return Sql.make(fragments.map((fragment) => fragment.text).join(separator), TOKEN);
}
