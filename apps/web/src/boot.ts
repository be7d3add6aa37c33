// Runs before any other module: tells libraries what the page's Content-Security-Policy forbids.

/** The nonce for style elements that CodeMirror and dialogs make; the server puts it into the page. */
export const cspNonce: string =
  document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';

// Zod would probe for `eval` and log a policy violation; the scroll lock of dialogs reads the nonce from this name.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true }, __webpack_nonce__: cspNonce });
