// Colours of our SQL dialect from its own tokens: no second grammar that could disagree.
import { type Range, RangeSetBuilder, type Text } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import { type Token, tokenize } from '@weir/sql/parse/tokens';

const KEYWORDS = new Set(
  'AND OR NOT IS NULL TRUE FALSE CASE WHEN THEN ELSE END IN LIKE BETWEEN ESCAPE CAST TRY_CAST AS INTERVAL DISTINCT FILTER WHERE FROM FOR SIMILAR TO SYMMETRIC UNKNOWN DATE TIME TIMESTAMP SECOND MINUTE HOUR DAY MONTH YEAR'.split(
    ' ',
  ),
);

const marks = {
  kw: Decoration.mark({ class: 'sql-kw' }),
  fn: Decoration.mark({ class: 'sql-fn' }),
  num: Decoration.mark({ class: 'sql-num' }),
  str: Decoration.mark({ class: 'sql-str' }),
};

/** The extension. */
export const expressionColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = colours(view.state.doc);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = colours(update.state.doc);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function colours(doc: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const { tokens } = tokenize(doc.toString());
  tokens.forEach((token, index) => {
    const mark = markOf(token, tokens[index + 1]);
    if (mark !== undefined && token.span.to > token.span.from)
      builder.add(token.span.from, token.span.to, mark);
  });
  return builder.finish();
}

function markOf(token: Token, next: Token | undefined): Range<Decoration>['value'] | undefined {
  if (token.kind === 'number') return marks.num;
  if (token.kind === 'text') return marks.str;
  if (token.kind !== 'word') return undefined;
  if (KEYWORDS.has(token.text.toUpperCase())) return marks.kw;
  return next?.text === '(' ? marks.fn : undefined;
}
