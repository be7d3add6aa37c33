// One SQL condition or expression.
import type { ReactNode } from 'react';
import { ExpressionEditor } from '../expression-editor.tsx';
import { useInputColumns } from '../use-columns.ts';
import { asText } from '../values.ts';
import type { ControlProps, FieldOf } from './control-props.ts';

/** The editor over the columns of the field's input. */
export function ExpressionField({
  nodeId,
  labelId,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'condition' | 'expression'>>): ReactNode {
  const columns = useInputColumns(nodeId, field.input);
  return (
    <ExpressionEditor
      labelId={labelId}
      kind={field.kind}
      value={asText(value)}
      placeholder={field.placeholder ?? (field.kind === 'condition' ? 'amount > 100' : undefined)}
      columns={columns}
      problems={problems}
      onChange={onChange}
    />
  );
}
