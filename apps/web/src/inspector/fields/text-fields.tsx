// One-line settings: text, duration, number, file path, stream name.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useRef, useState } from 'react';
import { api, uploadFile } from '../../api.ts';
import { IconButton } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from '../inspector.module.css';
import { asText } from '../values.ts';
import type { ControlProps, FieldOf } from './control-props.ts';

/** Text or duration. */
export function TextField({
  id,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'text' | 'duration'>>): ReactNode {
  return (
    <Input
      id={id}
      bad={problems.some((problem) => problem.severity === 'error')}
      value={asText(value)}
      placeholder={field.placeholder ?? (field.kind === 'duration' ? 'such as 10 s' : undefined)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A number with its unit. What is not a number yet stays in the field and out of the graph. */
export function NumberField({
  id,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'number'>>): ReactNode {
  const kept = typeof value === 'number' ? value : field.default;
  const [text, setText] = useState<string>();
  return (
    <Input
      id={id}
      inputMode={field.integer === true ? 'numeric' : 'decimal'}
      bad={problems.length > 0 || (text !== undefined && parse(text) === undefined)}
      value={text ?? String(kept)}
      end={field.unit}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        const number = parse(next);
        if (number !== undefined) onChange(number);
      }}
      onBlur={() => setText(undefined)}
    />
  );
}

function parse(text: string): number | undefined {
  const number = Number(text.replaceAll(',', '').trim());
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** A path below the folders that pipelines may use; files can be chosen or sent. */
export function PathField({
  id,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'path'>>): ReactNode {
  const files = useQuery({
    queryKey: ['files'],
    queryFn: () => api.query('files.list'),
    enabled: field.mode === 'read',
  });
  const list = useId();
  const picker = useRef<HTMLInputElement>(null);
  const upload = (file: File | undefined): void => {
    if (file === undefined) return;
    uploadFile(file.name, file).then(
      ({ path }) => {
        onChange(path);
        void files.refetch();
      },
      (error: unknown) =>
        toast(error instanceof Error ? error.message : 'the file could not be sent', { tone: 'crit' }),
    );
  };
  return (
    <div className={styles.inline}>
      <Input
        id={id}
        mono
        list={list}
        bad={problems.length > 0}
        value={asText(value)}
        placeholder={field.placeholder ?? 'files/orders.ndjson'}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={list}>
        {files.data?.map((file) => (
          <option key={file.path} value={file.path} />
        ))}
      </datalist>
      {field.mode === 'read' && (
        <>
          <IconButton bordered icon="upload" label="Send a file" onClick={() => picker.current?.click()} />
          <input
            ref={picker}
            type="file"
            hidden
            aria-label="File of rows"
            onChange={(event) => upload(event.currentTarget.files?.[0])}
          />
        </>
      )}
    </div>
  );
}

/** The name of a stream, known ones are offered. */
export function StreamField({
  id,
  field,
  value,
  problems,
  onChange,
}: ControlProps<FieldOf<'stream'>>): ReactNode {
  const streams = useQuery({ queryKey: ['streams'], queryFn: () => api.query('streams.list') });
  const list = useId();
  return (
    <>
      <Input
        id={id}
        mono
        list={list}
        bad={problems.some((problem) => problem.severity === 'error')}
        value={asText(value)}
        placeholder={field.placeholder}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={list}>
        {streams.data?.map((stream) => (
          <option key={stream.name} value={stream.name} />
        ))}
      </datalist>
    </>
  );
}
