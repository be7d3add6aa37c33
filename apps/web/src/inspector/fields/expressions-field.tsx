// A list of output columns, each a name and an expression or aggregate.
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { ExpressionEditor } from '../expression-editor.tsx';
import styles from '../inspector.module.css';
import { ProblemLine } from '../problem-line.tsx';
import { useInputColumns } from '../use-columns.ts';
import { asExpressions } from '../values.ts';
import type { ControlProps, FieldOf } from './control-props.ts';

/** The list; lines can be added, removed and moved. */
export function ExpressionsField({
  nodeId,
  labelId,
  name,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'expressions'>>): ReactNode {
  const columns = useInputColumns(nodeId, field.input);
  const list = asExpressions(value);
  const texts = textsOf(field);
  const change = (index: number, part: Partial<(typeof list)[number]>): void =>
    onChange(list.map((item, i) => (i === index ? { ...item, ...part } : item)));
  return (
    <div className={styles.lines}>
      {list.map((item, index) => {
        const path = `${name}.${index}`;
        const own = problems.filter(
          (problem) => problem.field === path || problem.field?.startsWith(`${path}.`) === true,
        );
        const ofName = own.filter((problem) => problem.field === `${path}.name`);
        const ofText = own.filter((problem) => problem.field !== `${path}.name`);
        return (
          // Lines have no identity but their place; typing must not remount them.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={index} className={styles.line} data-field={path}>
            <span data-field={`${path}.name`}>
              <Input
                quiet
                mono
                aria-label={`Name of column ${index + 1}`}
                bad={ofName.length > 0}
                value={item.name}
                placeholder="name"
                onChange={(event) => change(index, { name: event.currentTarget.value })}
              />
            </span>
            <span data-field={`${path}.expression`} className={styles.lineEditor}>
              <ExpressionEditor
                labelId={labelId}
                kind={field.aggregate ? 'aggregate' : field.conditions === true ? 'condition' : 'expression'}
                value={item.expression}
                placeholder={texts.placeholder}
                columns={columns}
                problems={ofText}
                onChange={(expression) => change(index, { expression })}
              />
            </span>
            <IconButton
              small
              icon="x"
              label={`Remove ${item.name === '' ? `column ${index + 1}` : item.name}`}
              onClick={() => onChange(list.filter((_, i) => i !== index))}
            />
            {own.slice(0, 1).map((problem) => (
              <div key={problem.message} className={styles.lineProblem}>
                <ProblemLine problem={problem} />
              </div>
            ))}
          </div>
        );
      })}
      <div>
        <Button
          small
          icon="plus"
          onClick={() =>
            onChange([
              ...list,
              { name: freeName(list, texts.stem), expression: field.aggregate ? 'COUNT(*)' : '' },
            ])
          }
        >
          {texts.add}
        </Button>
      </div>
    </div>
  );
}

type Texts = { readonly stem: string; readonly placeholder: string; readonly add: string };

function textsOf(field: FieldOf<'expressions'>): Texts {
  if (field.aggregate) return { stem: 'count', placeholder: 'SUM(amount)', add: 'Add an aggregate' };
  if (field.conditions === true) return { stem: 'route', placeholder: 'amount > 100', add: 'Add a route' };
  return { stem: 'column', placeholder: 'amount * 2', add: 'Add a column' };
}

function freeName(list: readonly { readonly name: string }[], stem: string): string {
  const taken = new Set(list.map((item) => item.name));
  if (!taken.has(stem)) return stem;
  for (let number = 2; ; number++) if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`;
}
