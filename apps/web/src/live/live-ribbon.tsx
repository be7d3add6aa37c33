// Above the canvas in live mode: how far event time has come and who holds it, sums of the job, pause. Below it what a
// person must know: errors, notices, a draft that changed since the run.
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useDesigner } from '../store/context.tsx';
import { IconButton } from '../ui/button.tsx';
import { endsOf } from './ends-of.ts';
import { clockText, faceText, spanFace } from './face-text.ts';
import { LiveMessages } from './live-messages.tsx';
import styles from './live-ribbon.module.css';
import { useLive, useLiveSession } from './live-session.ts';
import { LiveText } from './live-text.tsx';
import { type Paint, writeText } from './painter.ts';
import { SavepointsDialog } from './savepoints-dialog.tsx';
import { drawTimeline } from './timeline.ts';
import type { Ends } from './totals.ts';
import { useTotalTexts } from './use-total-texts.ts';
import { readWatermark, silentSeconds } from './watermark.ts';

/** Drawn above the canvas in live mode. */
export function LiveRibbon(): ReactNode {
  const nodes = useDesigner((state) => state.graph.nodes);
  const ends = useMemo(() => endsOf({ nodes }), [nodes]);
  const paused = useLive((state) => state.paused);
  const session = useLiveSession();
  const [savepoints, setSavepoints] = useState(false);
  return (
    <>
      <section className={styles.ribbon} aria-label="Watermark">
        <Slowest ends={ends} />
        <Timeline ends={ends} />
        <Totals ends={ends} />
        <IconButton icon="clock" label="Savepoints" bordered onClick={() => setSavepoints(true)} />
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={paused ? 'Go on with live numbers' : 'Freeze the numbers'}
          keys="."
          aria-pressed={paused}
          bordered
          onClick={() => session.setPaused(!paused)}
        />
      </section>
      <LiveMessages />
      <SavepointsDialog open={savepoints} onClose={() => setSavepoints(false)} />
    </>
  );
}

function Slowest({ ends }: { readonly ends: Ends }): ReactNode {
  const first = useRef<HTMLElement>(null);
  const behind = useRef<HTMLSpanElement>(null);
  const second = useRef<HTMLSpanElement>(null);
  const session = useLiveSession();
  useEffect(
    () =>
      session.painter.add(({ frames, fresh }) => {
        if (!fresh || first.current === null || behind.current === null || second.current === null)
          return undefined;
        const found = readWatermark(frames, ends.sources);
        writeText(
          first.current,
          found === undefined ? 'Watermark –' : `Watermark ${clockText(found.slowest.watermarkMs)}`,
        );
        writeText(behind.current, found === undefined ? '' : behindText(found.behindMs));
        writeText(second.current, heldText(found, frames, ends));
        return undefined;
      }),
    [session, ends],
  );
  return (
    <div className={styles.slowest}>
      <span className={styles.line}>
        <b ref={first} />
        <span ref={behind} className={styles.behind} />
      </span>
      <span ref={second} className={styles.held} />
    </div>
  );
}

function behindText(ms: number): string {
  return ms < 0 ? `${faceText(spanFace(-ms))} ahead of the clock` : `${faceText(spanFace(ms))} behind`;
}

function heldText(found: ReturnType<typeof readWatermark>, frames: Paint['frames'], ends: Ends): string {
  if (frames.shown === undefined) return 'No numbers yet';
  if (frames.ended !== undefined) return frames.ended.charAt(0).toUpperCase() + frames.ended.slice(1);
  if (found === undefined) {
    return ends.sources.length === 0 ? 'No source' : 'No source has told an event time yet';
  }
  const silent = silentSeconds(frames, found.slowest.id);
  const why = silent >= 2 ? `, no rows for ${silent} s` : '';
  return `${found.sources.length > 1 ? 'Held by' : 'From'} ${found.slowest.name}${why}`;
}

// Texts on a canvas cost more than text nodes; four times a second is smooth enough for a clock.
const TIMELINE_MS = 240;

function Timeline({ ends }: { readonly ends: Ends }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const session = useLiveSession();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let version = -1;
    let colours: unknown;
    const observer = new ResizeObserver(() => {
      element.width = Math.round(element.clientWidth * window.devicePixelRatio);
      element.height = Math.round(element.clientHeight * window.devicePixelRatio);
      version = -1;
      session.painter.request();
    });
    observer.observe(element);
    let drawnMs = Number.NEGATIVE_INFINITY;
    const stop = session.painter.add(({ frames, nowMs }) => {
      const theme = document.documentElement.dataset.theme;
      const early = version >= 0 && nowMs - drawnMs < TIMELINE_MS;
      if ((frames.version === version || early) && theme === colours) return undefined;
      drawnMs = nowMs;
      version = frames.version;
      colours = theme;
      drawTimeline(element, readWatermark(frames, ends.sources), frames.shown?.serverMs ?? Number.NaN);
      return undefined;
    });
    return () => {
      observer.disconnect();
      stop();
    };
  }, [session, ends]);
  return <canvas ref={canvas} className={styles.timeline} />;
}

function Totals({ ends }: { readonly ends: Ends }): ReactNode {
  const { rowsIn, rowsOut, p99 } = useTotalTexts(ends);
  return (
    <dl className={styles.totals}>
      <div>
        <dt>in</dt>
        <dd>
          <LiveText read={rowsIn} title="Rows per second out of all sources" />
        </dd>
      </div>
      <div>
        <dt>out</dt>
        <dd>
          <LiveText read={rowsOut} title="Rows per second into all sinks" />
        </dd>
      </div>
      <div>
        <dt>e2e p99</dt>
        <dd>
          <LiveText read={p99} title="Worst end-to-end p99 over the sinks, last 10 s" />
        </dd>
      </div>
    </dl>
  );
}
