// One version: what it is, a look at its graph, and the way back into the draft.
import type { VersionInfo } from '@weir/shared/api';
import { type ReactNode, useState } from 'react';
import { agoText, plural } from '../format.ts';
import { downloadPipeline } from '../pipeline-file.ts';
import { navigate, pipelinePath } from '../router.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { graphOps } from './graph-ops.ts';
import { useVersion } from './queries.ts';
import { VersionGraph } from './version-graph.tsx';
import styles from './versions.module.css';

/** Heading of the chosen version; its graph opens below. */
export function VersionHead({
  version,
  pipelineId,
}: {
  readonly version: VersionInfo;
  readonly pipelineId: string;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const { data } = useVersion(pipelineId, version.number);
  const same = useDesigner((state) => state.graphHash === version.hash);
  return (
    <section aria-label={`Version ${version.number}`}>
      <div className={styles.head}>
        <h2>v{version.number}</h2>
        <p>
          {version.note === '' ? 'No note.' : version.note}
          <span>
            {version.author},{' '}
            <time dateTime={version.createdAt} title={version.createdAt}>
              {agoText(version.createdAt, Date.now())}
            </time>
            , <code title={version.hash}>{version.hash.slice(0, 12)}</code>
            {data === undefined ? '' : `, ${plural(data.graph.nodes.length, 'node')}`}
          </span>
        </p>
        <div className={styles.actions}>
          <Button
            icon="graph"
            aria-expanded={open}
            disabled={data === undefined}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide graph' : 'Show graph'}
          </Button>
          <Button
            icon="download"
            disabled={data === undefined}
            onClick={() => data !== undefined && downloadPipeline(data.graph)}
          >
            Export
          </Button>
          <RestoreButton version={version} pipelineId={pipelineId} disabled={same} />
        </div>
      </div>
      {open && data !== undefined && <VersionGraph version={data} pipelineId={pipelineId} />}
    </section>
  );
}

function RestoreButton(props: {
  readonly version: VersionInfo;
  readonly pipelineId: string;
  readonly disabled: boolean;
}): ReactNode {
  const { version, pipelineId } = props;
  const store = useDesignerStore();
  const { data } = useVersion(pipelineId, version.number);
  const [asking, setAsking] = useState(false);
  const restore = (): void => {
    setAsking(false);
    if (data === undefined) return;
    const ops = graphOps(store.getState().graph, data.graph);
    if (!store.getState().run(ops, { title: `restore v${version.number}` })) return;
    navigate(pipelinePath(pipelineId));
    toast(`The draft is now v${version.number}`, {
      tone: 'ok',
      action: { title: 'Undo', run: () => store.getState().undo() },
    });
  };
  return (
    <>
      <Button
        icon="undo"
        disabled={props.disabled || data === undefined}
        title={props.disabled ? 'The draft is this version' : undefined}
        onClick={() => setAsking(true)}
      >
        Restore as draft
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Restore v${version.number} as draft?`}
        description="The draft becomes this version. It is one step: undo brings the present draft back. Nothing that runs changes."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep the draft</Button>
            <Button look="primary" onClick={restore}>
              Restore v{version.number}
            </Button>
          </>
        }
      />
    </>
  );
}
