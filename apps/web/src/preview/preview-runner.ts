// Runs the preview after edits: latest request wins, a worker that hangs is replaced.
import { PREVIEW_ROWS_MAX } from '@weir/shared/limits';
import type { DesignerStore } from '../store/types.ts';
import workerUrl from './preview-worker.ts?worker&url';
import type { PreviewReply, PreviewRequest } from './protocol.ts';

export type PreviewRunner = { readonly request: () => void; readonly close: () => void };

// Groups letters typed within one frame or two; the whole way from key to rows stays under 150 ms.
const DEBOUNCE_MS = 40;
// A preview of a thousand rows takes milliseconds. One that takes this long does not end.
const HANG_MS = 4000;

/** Follows a store: `request` asks for a new preview of its graph. */
export function startPreview(store: DesignerStore): PreviewRunner {
  let worker: Worker | undefined;
  let serial = 0;
  let busy = false;
  let wanted = false;
  let debounce = 0;
  let watchdog = 0;

  const stop = (): void => {
    window.clearTimeout(watchdog);
    worker?.terminate();
    worker = undefined;
    busy = false;
  };
  const fail = (message: string): void => {
    stop();
    store.getState().setPreviewFailed(message);
  };
  const receive = (reply: PreviewReply): void => {
    window.clearTimeout(watchdog);
    busy = false;
    if (reply.serial === serial && reply.ok) store.getState().setPreview(reply.result, reply.ms);
    if (reply.serial === serial && !reply.ok) store.getState().setPreviewFailed(reply.message);
    if (wanted) send();
  };
  const send = (): void => {
    if (busy) {
      wanted = true;
      return;
    }
    wanted = false;
    busy = true;
    worker ??= makeWorker(receive, fail);
    const request: PreviewRequest = {
      serial: ++serial,
      graph: store.getState().graph,
      rowsMax: PREVIEW_ROWS_MAX,
    };
    store.getState().setPreviewRunning();
    watchdog = window.setTimeout(() => fail('the preview did not end within 4 s and was stopped'), HANG_MS);
    worker.postMessage(request);
  };
  return {
    request: () => {
      window.clearTimeout(debounce);
      debounce = window.setTimeout(send, DEBOUNCE_MS);
    },
    close: () => {
      window.clearTimeout(debounce);
      stop();
    },
  };
}

function makeWorker(receive: (reply: PreviewReply) => void, fail: (message: string) => void): Worker {
  const worker = new Worker(trusted(workerUrl), { type: 'module', name: 'weir-preview' });
  worker.addEventListener('message', (event: MessageEvent<PreviewReply>) => receive(event.data));
  worker.addEventListener('error', (event) =>
    fail(event.message === '' ? 'the preview worker did not start' : event.message),
  );
  return worker;
}

type TrustedTypes = {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => string };
};

let policy: ((url: string) => string) | undefined;

// Under `require-trusted-types-for 'script'` a worker's address must come from the one policy the server allows.
function trusted(url: string): string {
  if (policy === undefined) {
    const types = trustedTypes();
    if (types === undefined) policy = (plain) => plain;
    else {
      const made = types.createPolicy('weir-worker', {
        createScriptURL: (address) => {
          if (new URL(address, window.location.href).origin !== window.location.origin)
            throw new Error('bug: worker from elsewhere');
          return address;
        },
      });
      policy = (plain) => made.createScriptURL(plain);
    }
  }
  return policy(url);
}

function trustedTypes(): TrustedTypes | undefined {
  // Not in every browser, and not in the DOM types yet.
  return 'trustedTypes' in window ? (window.trustedTypes as TrustedTypes) : undefined;
}
