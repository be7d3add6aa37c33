// One loop that puts live numbers on the page: text nodes and canvases, never through React.
//
// A frame, a move of the canvas or a second of silence asks for a paint; the paint happens in the next animation frame.
// Nothing runs while the page is hidden or nothing changed, except particles that move.
import type { LiveFrames } from './live-frames.ts';

/** What a painter sees. `fresh` is false when nothing but time or the view has changed since the last paint. */
export type Paint = {
  readonly frames: LiveFrames;
  readonly nowMs: number;
  readonly staleMs: number;
  readonly fresh: boolean;
};

/** Draws something; gives true when it wants the next animation frame too (something moves). */
export type PaintFunction = (paint: Paint) => boolean | undefined;

export type Painter = {
  readonly add: (paint: PaintFunction) => () => void;
  /** Asks for a paint in the next animation frame. */
  readonly request: () => void;
  readonly close: () => void;
};

const SILENCE_CHECK_MS = 1000;

/** A painter over the numbers of one job. */
export function createPainter(frames: LiveFrames): Painter {
  const functions = new Set<PaintFunction>();
  let pending = 0;
  let version = -1;
  // Somebody new has nothing painted yet; whoever was stale must see that it is over.
  let forced = true;
  const run = (): void => {
    pending = 0;
    const staleMs = frames.staleMs();
    const fresh = forced || staleMs > 0 || frames.version !== version;
    version = frames.version;
    forced = staleMs > 0;
    const paint: Paint = { frames, nowMs: performance.now(), staleMs, fresh };
    let moving = false;
    for (const draw of functions) if (draw(paint) === true) moving = true;
    if (moving) request();
  };
  const request = (): void => {
    if (pending !== 0 || document.hidden || functions.size === 0) return;
    pending = requestAnimationFrame(run);
  };
  const stopListening = frames.listen(request);
  // Numbers go stale without a message: somebody has to look.
  const timer = window.setInterval(() => {
    if (frames.staleMs() > 0) request();
  }, SILENCE_CHECK_MS);
  document.addEventListener('visibilitychange', request);
  return {
    add: (draw) => {
      functions.add(draw);
      forced = true;
      request();
      return () => functions.delete(draw);
    },
    request,
    close: () => {
      stopListening();
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', request);
      cancelAnimationFrame(pending);
    },
  };
}

/** Writes a text only when it differs from what is there. */
export function writeText(node: { textContent: string | null }, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
