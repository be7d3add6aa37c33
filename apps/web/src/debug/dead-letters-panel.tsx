// The Dead letters tab: rows that could not be processed, by cause, each with its reason and its original bytes.
import { useQuery } from '@tanstack/react-query';
import type { DeadLetter } from '@weir/shared/api';
import { type ReactNode, useMemo, useState } from 'react';
import { api } from '../api.ts';
import { agoText, bytesText, countText, plural } from '../format.ts';
import { useLive, useLiveSession } from '../live/live-session.ts';
import { useDesigner, useDesignerShallow } from '../store/context.tsx';
import { Button } from '../ui/button.tsx';
import { Chip, Count } from '../ui/chip.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Select } from '../ui/input.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import styles from './debug.module.css';
import { groupLetters, type LetterGroup } from './letter-groups.ts';

const LETTERS_MAX = 500;
const REFRESH_MS = 2000;

/** Causes at the left, letters of the chosen one at the right. */
export function DeadLettersPanel(): ReactNode {
  const { pipelineId, store } = useLiveSession();
  const environment = useLive((state) => state.environment);
  const nodeId = useLive((state) => state.letterNode);
  const paused = useLive((state) => state.paused);
  const names = useDesignerShallow((state) => state.graph.nodes.map((node) => `${node.id} ${node.name}`));
  const query = useQuery({
    queryKey: ['jobs.deadLetters', pipelineId, environment, nodeId],
    queryFn: () =>
      api.query('jobs.deadLetters', {
        pipelineId,
        environment,
        limit: LETTERS_MAX,
        ...(nodeId === undefined ? {} : { nodeId }),
      }),
    refetchInterval: paused ? false : REFRESH_MS,
    retry: false,
  });
  const letters = query.data?.letters ?? NONE;
  const groups = useMemo(() => groupLetters(letters), [letters]);
  const [picked, setPicked] = useState<string>();
  const group = groups.find((candidate) => candidate.key === picked) ?? groups[0];
  return (
    <div className={styles.fill}>
      <div className={styles.tools}>
        <Select
          className={styles.port}
          aria-label="Dead letters of"
          options={[
            { value: '', title: 'all nodes' },
            ...names.map((text) => ({
              value: text.split(' ')[0] ?? '',
              title: text.slice(text.indexOf(' ') + 1),
            })),
          ]}
          value={nodeId ?? ''}
          onChange={(event) =>
            store.setState({
              letterNode: event.currentTarget.value === '' ? undefined : event.currentTarget.value,
            })
          }
        />
        <span className={styles.count} role="status">
          {query.data === undefined ? '' : totalText(query.data.total, letters.length, groups.length)}
        </span>
      </div>
      {query.error !== null && query.data === undefined ? (
        <p className={styles.error} role="alert">
          {query.error.message.charAt(0).toUpperCase() + query.error.message.slice(1)}.
        </p>
      ) : group === undefined ? (
        <div className={styles.pad}>
          <EmptyState
            title="No dead letters"
            text="Rows that cannot be read or processed are kept here with their cause and their bytes."
          />
        </div>
      ) : (
        <div className={styles.split}>
          <Causes groups={groups} picked={group.key} onPick={setPicked} />
          <Letters group={group} />
        </div>
      )}
    </div>
  );
}

const NONE: readonly DeadLetter[] = [];

function totalText(total: number, shown: number, causes: number): string {
  if (total === 0) return '';
  const newest = shown < total ? `, newest ${countText(shown)} shown` : '';
  return `${plural(total, 'dead letter')}, ${plural(causes, 'cause')}${newest}`;
}

function Causes(props: {
  readonly groups: readonly LetterGroup[];
  readonly picked: string;
  readonly onPick: (key: string) => void;
}): ReactNode {
  return (
    <ScrollRegion className={styles.causes} label="Causes">
      <ul>
        {props.groups.map((group) => (
          <li key={group.key}>
            <button
              type="button"
              className={styles.cause}
              aria-pressed={group.key === props.picked}
              onClick={() => props.onPick(group.key)}
            >
              <b title={group.message}>{group.message}</b>
              <Count value={group.letters.length} tone="crit" />
              <span className={styles.meta}>
                <NodeName nodeId={group.nodeId} />, last {agoText(group.lastAt, Date.now())}
              </span>
              <span className={styles.code}>{group.code}</span>
            </button>
          </li>
        ))}
      </ul>
    </ScrollRegion>
  );
}

function NodeName({ nodeId }: { readonly nodeId: string }): ReactNode {
  return useDesigner((state) => state.index.nodes.get(nodeId)?.name ?? nodeId);
}

function Letters({ group }: { readonly group: LetterGroup }): ReactNode {
  return (
    <ScrollRegion className={styles.letters} label="Dead letters of the cause">
      <ul>
        {group.letters.map((letter, index) => (
          // A letter has no id; inside one answer of the server its place is one.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Letter key={index} letter={letter} />
        ))}
      </ul>
    </ScrollRegion>
  );
}

function Letter({ letter }: { readonly letter: DeadLetter }): ReactNode {
  const body = letter.text ?? letter.base64 ?? '';
  return (
    <li className={styles.letter}>
      <div className={styles.letterHead}>
        <time dateTime={letter.at} title={letter.at}>
          {letter.at.slice(11, 23)}
        </time>
        <span className={styles.reason} title={letter.message}>
          {letter.message}
        </span>
        {letter.text === undefined && <Chip mono>base64</Chip>}
        <span className={styles.size}>{bytesText(letter.bytes)}</span>
        <Button look="ghost" small onClick={() => void navigator.clipboard.writeText(body)}>
          Copy
        </Button>
      </div>
      <code title={body}>{body}</code>
    </li>
  );
}
