// The preview worker: the real engine on sample rows. The only place in the browser that makes code from text; the
// server sends this file with its own policy, which allows that and no network.
import { preview } from '@weir/engine/preview';
import { catalogue } from '@weir/nodes/catalogue';
import type { PreviewReply, PreviewRequest } from './protocol.ts';

self.addEventListener('message', (event: MessageEvent<PreviewRequest>) => {
  self.postMessage(answer(event.data));
});

const CLOCK = { now: () => Date.now(), monotonicMs: () => performance.now() };

function answer({ serial, graph, rowsMax }: PreviewRequest): PreviewReply {
  const started = performance.now();
  try {
    const result = preview({ graph, catalogue, rowsMax }, compile, CLOCK);
    return { serial, ok: true, result, ms: performance.now() - started };
  } catch (error) {
    return { serial, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function compile(source: string, parameters: readonly string[]): (...args: readonly unknown[]) => unknown {
  const made = new Function(...parameters, source);
  return (...args) => made(...args);
}
