// The Metrics tab: every number of a node with its window, painted in place.
import { splitPort } from '@weir/shared/graph';
import type { NodeCounter, NodeGauge } from '@weir/shared/metric-frame';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { definitionOf } from '../engine.ts';
import { agoText, bytesText } from '../format.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { usePanels } from '../store/panels-store.ts';
import { Button } from '../ui/button.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { clockText, countFace, dateTimeText, faceText, rateFace, shareText, spanFace } from './face-text.ts';
import styles from './live-inspector.module.css';
import { mainPort } from './live-keys.ts';
import { useLive, useLiveSession } from './live-session.ts';
import { LiveText } from './live-text.tsx';
import { nodeHealth } from './node-health.ts';
import { type Paint, writeText } from './painter.ts';

/** Numbers of one node. */
export function LiveMetrics({ nodeId }: { readonly nodeId: string }): ReactNode {
  const definition = useDesigner((state) => definitionOf(state.index.nodes.get(nodeId)));
  const hasInput = (definition?.inputs.length ?? 1) > 0;
  const hasOutput = (definition?.outputs.length ?? 1) > 0;
  return (
    <ScrollRegion className={styles.scroll} label="Metrics of the node">
      <Health nodeId={nodeId} />
      <div className={styles.tiles}>
        <Tile nodeId={nodeId} title="node p50" gauge="nodeP50Ms" />
        <Tile nodeId={nodeId} title="node p95" gauge="nodeP95Ms" />
        <Tile nodeId={nodeId} title="node p99" gauge="nodeP99Ms" />
        <Tile nodeId={nodeId} title="e2e p50" gauge="e2eP50Ms" />
        <Tile nodeId={nodeId} title="e2e p95" gauge="e2eP95Ms" />
        <Tile nodeId={nodeId} title="e2e p99" gauge="e2eP99Ms" />
      </div>
      <p className={styles.window}>
        node: time inside, last 1 s, or 10 s when no row passed. e2e: since entry, last 10 s.
      </p>
      <Section title="Rows">
        {hasInput && (
          <Row title="In">
            <Rate nodeId={nodeId} gauge="rateIn" />
            <Counter nodeId={nodeId} counter="rowsIn" />
          </Row>
        )}
        {hasOutput && (
          <Row title="Out">
            <Rate nodeId={nodeId} gauge="rateOut" />
            <Counter nodeId={nodeId} counter="rowsOut" />
          </Row>
        )}
        <Row title="Late">
          <span />
          <Counter nodeId={nodeId} counter="lateRows" />
        </Row>
        <Row title="Failed">
          <span />
          <Counter nodeId={nodeId} counter="errorRows" />
        </Row>
      </Section>
      <Section title="Event time">
        <Row title="Watermark">
          <EventTime nodeId={nodeId} />
        </Row>
        <Row title="Lag">
          <Gauge nodeId={nodeId} gauge="lagMs" write={spanOf} />
        </Row>
        {definition?.eventTime === true && (
          <Row title="Next result">
            <Waits nodeId={nodeId} />
          </Row>
        )}
      </Section>
      <Section title="Load">
        <Row title="Busy">
          <Gauge nodeId={nodeId} gauge="busy" write={shareText} />
        </Row>
        <Row title="Queue">
          <Gauge nodeId={nodeId} gauge="queueFill" write={shareText} />
        </Row>
        {hasInput && (
          <Row title="Keys in state">
            <Counter nodeId={nodeId} counter="stateKeys" />
          </Row>
        )}
        <CheckpointRow />
      </Section>
      <Actions nodeId={nodeId} />
    </ScrollRegion>
  );
}

function Health({ nodeId }: { readonly nodeId: string }): ReactNode {
  const session = useLiveSession();
  const store = useDesignerStore();
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(
    () =>
      session.painter.add(({ frames, fresh }) => {
        const element = box.current;
        if (!fresh || element === null) return undefined;
        const receivers = (store.getState().index.outOf.get(nodeId) ?? []).map((edge) =>
          frames.row(splitPort(edge.to).nodeId),
        );
        const health = nodeHealth(frames, { id: nodeId, row: frames.row(nodeId), receivers });
        const shown = frames.shown === undefined ? { state: 'stale', reason: 'no numbers yet' } : health;
        if (element.dataset.state !== shown.state) element.dataset.state = shown.state;
        writeText(element, shown.reason.charAt(0).toUpperCase() + shown.reason.slice(1));
        return undefined;
      }),
    [session, store, nodeId],
  );
  return <p ref={box} className={styles.health} />;
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={styles.section} aria-label={title}>
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={styles.row}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Tile(props: {
  readonly nodeId: string;
  readonly title: string;
  readonly gauge: NodeGauge;
}): ReactNode {
  return (
    <div className={styles.tile}>
      <span>{props.title}</span>
      <Gauge nodeId={props.nodeId} gauge={props.gauge} write={spanOf} strong />
    </div>
  );
}

function Gauge(props: {
  readonly nodeId: string;
  readonly gauge: NodeGauge;
  readonly write: (value: number) => string;
  readonly strong?: boolean | undefined;
}): ReactNode {
  const { nodeId, gauge, write, strong } = props;
  const read = useCallback(
    ({ frames }: Paint) => {
      const row = frames.row(nodeId);
      return write(row < 0 ? Number.NaN : (frames.shown?.gauges[gauge][row] ?? Number.NaN));
    },
    [nodeId, gauge, write],
  );
  return <LiveText read={read} className={strong === true ? styles.strong : undefined} />;
}

function Rate({ nodeId, gauge }: { readonly nodeId: string; readonly gauge: NodeGauge }): ReactNode {
  return <Gauge nodeId={nodeId} gauge={gauge} write={rateOf} strong />;
}

function Counter({ nodeId, counter }: { readonly nodeId: string; readonly counter: NodeCounter }): ReactNode {
  const read = useCallback(
    ({ frames }: Paint) => countOf(counterOf(frames, nodeId, counter)),
    [nodeId, counter],
  );
  return <LiveText read={read} />;
}

function EventTime({ nodeId }: { readonly nodeId: string }): ReactNode {
  const read = useCallback(
    ({ frames }: Paint) => dateTimeText(counterOf(frames, nodeId, 'watermarkMs')),
    [nodeId],
  );
  return <LiveText read={read} />;
}

function Waits({ nodeId }: { readonly nodeId: string }): ReactNode {
  const read = useCallback(
    ({ frames }: Paint) => {
      const waits = counterOf(frames, nodeId, 'waitsForMs');
      return Number.isNaN(waits) ? 'nothing waits' : `needs an event after ${clockText(waits)}`;
    },
    [nodeId],
  );
  return <LiveText read={read} />;
}

function CheckpointRow(): ReactNode {
  const checkpoint = useLive((state) => state.checkpoint);
  if (checkpoint === undefined) return null;
  return (
    <Row title="Checkpoint">
      <span title={checkpoint.at}>
        {agoText(checkpoint.at, Date.now())}, {Math.round(checkpoint.tookMs)} ms,{' '}
        {bytesText(checkpoint.bytes)}
      </span>
    </Row>
  );
}

function Actions({ nodeId }: { readonly nodeId: string }): ReactNode {
  const session = useLiveSession();
  const store = useDesignerStore();
  return (
    <div className={styles.actions}>
      <Button
        small
        icon="eye"
        onClick={() => {
          session.store.setState({ tailPort: mainPort(store.getState()) });
          usePanels.getState().set({ liveDockTab: 'tail', dockOpen: true });
        }}
      >
        Follow its rows
      </Button>
      <Button
        small
        icon="tray"
        onClick={() => {
          session.store.setState({ letterNode: nodeId });
          usePanels.getState().set({ liveDockTab: 'dead-letters', dockOpen: true });
        }}
      >
        Dead letters
      </Button>
    </div>
  );
}

function counterOf(frames: Paint['frames'], nodeId: string, counter: NodeCounter): number {
  const row = frames.row(nodeId);
  return row < 0 ? Number.NaN : (frames.shown?.counters[counter][row] ?? Number.NaN);
}

function spanOf(ms: number): string {
  return faceText(spanFace(ms));
}

function rateOf(perSecond: number): string {
  return faceText(rateFace(perSecond));
}

function countOf(count: number): string {
  return Number.isFinite(count)
    ? count < 1e9
      ? Math.round(count).toLocaleString('en-US')
      : countFace(count)
    : '–';
}
