// Proposals of the SQL package as CodeMirror wants them.
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete';
import type { Column } from '@weir/shared/data-type';
import { complete } from '@weir/sql/editor/complete';

/** A source over the columns that the function gives when it is asked; an `aggregate` field offers aggregates. */
export function completionSource(
  columns: () => readonly Column[],
  place: 'value' | 'aggregate' = 'value',
): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const found = complete(context.state.doc.toString(), context.pos, columns(), place);
    const [first] = found;
    if (first === undefined || (!context.explicit && first.from === context.pos)) return null;
    return {
      from: first.from,
      // Filtered and ranked by the SQL package already.
      filter: false,
      options: found.map(
        (item, index): Completion => ({
          label: item.label,
          detail: item.detail,
          type: item.kind,
          boost: -index,
          apply: (view, _completion, _from, to) => {
            const end = Math.max(to, item.to);
            view.dispatch({
              changes: { from: item.from, to: Math.min(end, view.state.doc.length), insert: item.insert },
              selection: { anchor: item.from + item.insert.length },
              userEvent: 'input.complete',
            });
          },
          ...(item.documentation === undefined ? {} : { info: item.documentation }),
        }),
      ),
    };
  };
}
