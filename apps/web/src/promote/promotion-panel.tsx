// The way of one version: checks that fill in by themselves, then the button that says what it does.
import { useQuery } from '@tanstack/react-query';
import type { CheckResult, VersionInfo } from '@weir/shared/api';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import { plural } from '../format.ts';
import { useLive, useLiveSession } from '../live/live-session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { type State, StateGlyph } from '../ui/icon.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useDiff, useRefreshVersions } from '../versions/queries.ts';
import { deployVersion, type Target } from './deploy.ts';
import styles from './promote.module.css';
import { stateEffect, stateEffectText } from './state-effect.ts';

const GLYPH: Readonly<Record<CheckResult['status'], State>> = {
  passed: 'ok',
  failed: 'crit',
  warning: 'warn',
};
const WORD: Readonly<Record<CheckResult['status'], string>> = {
  passed: 'Passed',
  failed: 'Failed',
  warning: 'Warning',
};

/** Checks and deployment of a version. */
export function PromotionPanel(props: {
  readonly version: VersionInfo;
  readonly environment: Target['environment'];
  readonly onEnvironment: (environment: Target['environment']) => void;
}): ReactNode {
  const { version, environment } = props;
  const { pipelineId } = useLiveSession();
  const { number } = version;
  const running = useLive((state) => state.jobs[environment]?.version);
  const checks = useQuery({
    queryKey: ['versions', pipelineId, 'checks', number, environment],
    queryFn: () => api.query('promotions.check', { pipelineId, number, environment }),
  });
  const failed = checks.data?.filter((check) => check.status === 'failed').length ?? 0;
  const here = running === number;
  return (
    <section className={styles.card} aria-label="Promotion">
      <header className={styles.cardHead}>
        <h2>
          {here ? `v${number} is in ${environment}` : `${verb(number, running)} v${number} to ${environment}`}
        </h2>
        <Segmented
          small
          label="Environment"
          options={[
            { value: 'development', title: 'Development' },
            { value: 'production', title: 'Production' },
          ]}
          value={environment}
          onChange={(value) => props.onEnvironment(value === 'production' ? 'production' : 'development')}
        />
      </header>
      {checks.error !== null && checks.data === undefined ? (
        <p className={styles.refused} role="alert">
          The checks could not be read: {checks.error.message}.
        </p>
      ) : (
        <ul className={styles.checks} aria-busy={checks.isPending}>
          {(checks.data ?? []).map((check) => (
            <li key={check.id}>
              <StateGlyph state={GLYPH[check.status]} label={WORD[check.status]} />
              <span>{check.title}</span>
              <span className={styles.detail} data-status={check.status}>
                {check.detail}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.deployRow}>
        <DeployButton
          target={{ pipelineId, number, environment }}
          running={running}
          disabled={checks.data === undefined || failed > 0}
        />
        <span className={styles.quiet}>
          {failed > 0
            ? `${plural(failed, 'check')} ${failed === 1 ? 'refuses' : 'refuse'} it; the reason stands beside it.`
            : here
              ? 'It can be deployed again.'
              : ''}
        </span>
      </div>
    </section>
  );
}

function verb(number: number, running: number | undefined): string {
  return running !== undefined && number < running ? 'Roll back' : 'Promote';
}

function DeployButton(props: {
  readonly target: Target;
  readonly running: number | undefined;
  readonly disabled: boolean;
}): ReactNode {
  const { target, running } = props;
  const { pipelineId, number, environment } = target;
  const refresh = useRefreshVersions(pipelineId);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const diff = useDiff(pipelineId, running, number);
  const here = running === number;
  const deploy = async (): Promise<void> => {
    setAsking(false);
    setBusy(true);
    await deployVersion(target);
    await refresh();
    setBusy(false);
  };
  const effect = here || running === undefined ? undefined : stateEffectText(stateEffect(diff.data ?? []));
  return (
    <>
      <Button
        look={here ? 'plain' : 'primary'}
        icon="rocket"
        disabled={busy || props.disabled}
        onClick={() => (environment === 'production' ? setAsking(true) : void deploy())}
      >
        {busy ? 'Deploying…' : here ? `Deploy v${number} again` : `Deploy v${number} to ${environment}`}
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Deploy v${number} to production?`}
        description={
          running === undefined
            ? 'It is the first version there and starts with empty state.'
            : `It takes the place of v${running}: that stops with a checkpoint, this starts from it. ${effect ?? ''} Doors go on taking events meanwhile.`
        }
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Not now</Button>
            <Button look="primary" icon="rocket" onClick={() => void deploy()}>
              Deploy to production
            </Button>
          </>
        }
      />
    </>
  );
}
