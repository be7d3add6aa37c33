// Cuts SQL text into pieces with a colour each. For reading only, so it need not be a parser.

export type SqlPiece = { readonly kind: 'plain' | 'kw' | 'str' | 'num' | 'comment'; readonly text: string };

const PIECE = /(--[^\n]*)|('(?:[^']|'')*')|(`[^`]*`)|(\b\d+(?:\.\d+)?\b)|(\b[A-Z_]{2,}\b)/g;

/** The pieces of the text, in order, nothing left out. */
export function colourSql(text: string): readonly SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(PIECE)) {
    if (match.index > at) pieces.push({ kind: 'plain', text: text.slice(at, match.index) });
    const kind =
      match[1] !== undefined
        ? 'comment'
        : match[2] !== undefined
          ? 'str'
          : match[4] !== undefined
            ? 'num'
            : match[5] !== undefined
              ? 'kw'
              : 'plain';
    pieces.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'plain', text: text.slice(at) });
  return pieces;
}
