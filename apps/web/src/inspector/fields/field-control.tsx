// Picks the control of a setting by the kind of its field.
import type { ReactNode } from 'react';
import { Select, Switch, TextArea } from '../../ui/input.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { asText } from '../values.ts';
import { ColumnField, ColumnsField } from './column-fields.tsx';
import type { ControlProps, FieldOf } from './control-props.ts';
import { ExpressionField } from './expression-field.tsx';
import { ExpressionsField } from './expressions-field.tsx';
import { OrderField } from './order-field.tsx';
import { SchemaField } from './schema-field.tsx';
import { NumberField, PathField, StreamField, TextField } from './text-fields.tsx';

/** The control. */
export function FieldControl(props: ControlProps): ReactNode {
  const { field } = props;
  switch (field.kind) {
    case 'text':
      return field.multiline === true ? (
        <TextArea
          id={props.id}
          bad={props.problems.length > 0}
          value={asText(props.value)}
          placeholder={field.placeholder}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      ) : (
        <TextField {...props} field={field} />
      );
    case 'duration':
      return <TextField {...props} field={field} />;
    case 'number':
      return <NumberField {...props} field={field} />;
    case 'boolean':
      return <Switch id={props.id} on={props.value === true} onChange={props.onChange} />;
    case 'choice':
      return <ChoiceField {...props} field={field} />;
    case 'condition':
    case 'expression':
      return <ExpressionField {...props} field={field} />;
    case 'expressions':
      return <ExpressionsField {...props} field={field} />;
    case 'columns':
      return <ColumnsField {...props} field={field} />;
    case 'order':
      return <OrderField {...props} field={field} />;
    case 'column':
      return <ColumnField {...props} field={field} />;
    case 'schema':
      return <SchemaField {...props} field={field} />;
    case 'path':
      return <PathField {...props} field={field} />;
    case 'stream':
      return <StreamField {...props} field={field} />;
  }
}

// Few short options are seen at once; more go into a list.
function ChoiceField(props: ControlProps<FieldOf<'choice'>>): ReactNode {
  const { options, title } = props.field;
  const letters = options.reduce((sum, option) => sum + option.title.length, 0);
  if (options.length <= 3 && letters <= 24) {
    return (
      <Segmented
        small
        label={title}
        options={options}
        value={asText(props.value)}
        onChange={props.onChange}
      />
    );
  }
  return (
    <Select
      id={props.id}
      options={options}
      value={asText(props.value)}
      bad={props.problems.length > 0}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
