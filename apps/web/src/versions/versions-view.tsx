// The versions mode: all versions at the left; where they run, what changed and the way to production at the right.
import type { VersionInfo } from '@weir/shared/api';
import { type ReactNode, useState } from 'react';
import { useLive, useLiveSession } from '../live/live-session.ts';
import { AuditTrail } from '../promote/audit-trail.tsx';
import { LanesPanel } from '../promote/lanes-panel.tsx';
import { PromotionPanel } from '../promote/promotion-panel.tsx';
import { PublishDialog } from '../promote/publish-dialog.tsx';
import { RollbackBar } from '../promote/rollback-bar.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { useVersions } from './queries.ts';
import { VersionHead } from './version-head.tsx';
import { VersionList } from './version-list.tsx';
import styles from './versions.module.css';

/** Versions, diff and promotion of the open pipeline. */
export function VersionsView({ pipelineId }: { readonly pipelineId: string }): ReactNode {
  const versions = useVersions(pipelineId);
  const [picked, setPicked] = useState<number>();
  const [publishing, setPublishing] = useState(false);
  const list = versions.data;
  const version = list?.find((candidate) => candidate.number === picked) ?? list?.[0];
  if (list === undefined) {
    if (versions.error === null) return <div className={styles.view} aria-busy="true" />;
    return (
      <div className={styles.pad}>
        <EmptyState title="Versions could not be read" tone="crit" text={`${versions.error.message}.`}>
          <Button onClick={() => void versions.refetch()}>Try again</Button>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={styles.view}>
      <VersionList
        versions={list}
        picked={version?.number}
        onPick={setPicked}
        onPublish={() => setPublishing(true)}
      />
      <div className={styles.right}>
        <ScrollRegion className={styles.scroll} label="Promotion of versions">
          <LanesPanel latest={list[0]} />
          {version === undefined ? (
            <FirstVersion onPublish={() => setPublishing(true)} />
          ) : (
            <Version key={version.number} version={version} versions={list} />
          )}
          <AuditTrail pipelineId={pipelineId} />
        </ScrollRegion>
        <RollbackBar />
      </div>
      {publishing && <PublishDialog onClose={() => setPublishing(false)} />}
    </div>
  );
}

function FirstVersion({ onPublish }: { readonly onPublish: () => void }): ReactNode {
  return (
    <EmptyState
      title="No version yet"
      text="Publishing makes version 1 of the draft. A version never changes: it is what environments run, what is compared and what can be gone back to."
    >
      <Button look="primary" onClick={onPublish}>
        Publish v1…
      </Button>
    </EmptyState>
  );
}

function Version(props: {
  readonly version: VersionInfo;
  readonly versions: readonly VersionInfo[];
}): ReactNode {
  const { version, versions } = props;
  const { pipelineId } = useLiveSession();
  const development = useLive((state) => state.jobs.development?.version);
  const [chosen, setChosen] = useState<'development' | 'production'>();
  // The next step of this version: development first, then production.
  const environment = chosen ?? (development === version.number ? 'production' : 'development');
  const running = useLive((state) => state.jobs[environment]?.version);
  const before = versions.find((candidate) => candidate.number < version.number)?.number;
  const from = running !== undefined && running !== version.number ? running : before;
  return (
    <>
      <VersionHead version={version} pipelineId={pipelineId} />
      <div className={styles.columns}>
        <PromotionPanel version={version} environment={environment} onEnvironment={setChosen} />
        <ChangesPanel
          key={from}
          pipelineId={pipelineId}
          versions={versions}
          to={version.number}
          from={from}
          why={from !== undefined && from === running ? `against what ${environment} runs` : undefined}
        />
      </div>
    </>
  );
}
