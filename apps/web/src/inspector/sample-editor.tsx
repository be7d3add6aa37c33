// Sample rows of a source: pasted, from a file on this machine or the server's, or captured at the door.
import { SAMPLE_BYTES_MAX } from '@weir/shared/limits';
import { type ReactNode, useRef, useState } from 'react';
import { ApiError, api } from '../api.ts';
import { type AnyNodeDefinition, configOf } from '../engine.ts';
import { bytesText, plural } from '../format.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import type { DesignerStore } from '../store/types.ts';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/input.tsx';
import { toast } from '../ui/toast.tsx';
import styles from './inspector.module.css';
import { asText } from './values.ts';

const CAPTURE_ROWS = 200;

/** Text of the sample with the ways to get it. */
export function SampleEditor({
  nodeId,
  definition,
}: {
  readonly nodeId: string;
  readonly definition: AnyNodeDefinition;
}): ReactNode {
  const store = useDesignerStore();
  const sample = useDesigner((state) => state.graph.samples[nodeId]?.text);
  const node = useDesigner((state) => state.index.nodes.get(nodeId));
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const text = sample ?? definition.sample ?? '';
  const path = node === undefined ? '' : pathOf(definition, configOf(node, definition));
  const load = (work: Promise<{ readonly text: string; readonly note: string }>): void => {
    setBusy(true);
    work
      .then(({ text: loaded, note }) => {
        setSample(store, nodeId, cut(loaded), 'load sample rows');
        toast(note, { tone: 'ok' });
      })
      .catch((error: unknown) =>
        toast(error instanceof ApiError ? `${error.message}. ${error.hint ?? ''}` : String(error), {
          tone: 'crit',
        }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.form}>
      <TextArea
        mono
        className={styles.sample ?? ''}
        aria-label="Sample rows"
        value={text}
        rows={6}
        wrap="off"
        placeholder="Paste rows here"
        onChange={(event) => setSample(store, nodeId, cut(event.currentTarget.value))}
      />
      <div className={styles.inline}>
        <Button small icon="file" disabled={busy} onClick={() => picker.current?.click()}>
          From a file
        </Button>
        {definition.door === true && (
          <Button small icon="tray" disabled={busy} onClick={() => load(capture(store, nodeId))}>
            Capture from the door
          </Button>
        )}
        {path !== '' && (
          <Button small icon="eye" disabled={busy} onClick={() => load(head(path))}>
            Head of {path.split('/').at(-1)}
          </Button>
        )}
        {sample !== undefined && definition.sample !== undefined && (
          <Button small look="ghost" onClick={() => setSample(store, nodeId, undefined, 'reset sample rows')}>
            Reset
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="File of sample rows"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined)
              load(
                file
                  .slice(0, SAMPLE_BYTES_MAX)
                  .text()
                  .then((loaded) => ({ text: loaded, note: `Sample from ${file.name}` })),
              );
          }}
        />
      </div>
      <p className={styles.help}>
        {plural(text.split('\n').filter((line) => line.trim() !== '').length, 'line')},{' '}
        {bytesText(text.length)} of {bytesText(SAMPLE_BYTES_MAX)}. Kept with the draft, never sent through the
        running job.
      </p>
    </div>
  );
}

function setSample(store: DesignerStore, nodeId: string, text: string | undefined, title?: string): void {
  const name = store.getState().index.nodes.get(nodeId)?.name ?? nodeId;
  store.getState().run([{ op: 'setSample', id: nodeId, sample: text === undefined ? null : { text } }], {
    title: title ?? `edit sample rows of ${name}`,
    mergeKey: title === undefined ? `sample ${nodeId}` : undefined,
  });
}

async function capture(store: DesignerStore, nodeId: string) {
  const { pipelineId } = store.getState();
  const captured = await api.query('doors.capture', {
    pipelineId,
    environment: 'draft',
    nodeId,
    rows: CAPTURE_ROWS,
  });
  if (captured.rows === 0)
    throw new ApiError('EMPTY', 'The door has accepted no event yet', 'Send one with the curl line above.');
  return { text: captured.text, note: `Captured ${plural(captured.rows, 'event')}` };
}

async function head(path: string) {
  const { text, truncated } = await api.query('files.head', { path, bytes: SAMPLE_BYTES_MAX });
  return { text: truncated ? wholeLines(text) : text, note: `Sample from ${path}` };
}

function pathOf(definition: AnyNodeDefinition, config: Readonly<Record<string, unknown>>): string {
  const name = Object.keys(definition.fields).find((key) => definition.fields[key]?.kind === 'path');
  return name === undefined ? '' : asText(config[name]);
}

function cut(text: string): string {
  return text.length <= SAMPLE_BYTES_MAX ? text : wholeLines(text.slice(0, SAMPLE_BYTES_MAX));
}

function wholeLines(text: string): string {
  const end = text.lastIndexOf('\n');
  return end < 0 ? text : text.slice(0, end + 1);
}
