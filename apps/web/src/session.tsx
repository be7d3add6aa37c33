// Sign-in by link: `/setup#t=TOKEN` trades the token for a cookie. No accounts on one machine.
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { navigate } from './router.ts';
import styles from './session.module.css';
import { EmptyState } from './ui/empty-state.tsx';
import { Logo } from './ui/icon.tsx';

let signedOut = false;
const listeners = new Set<() => void>();

/** Called by the API client on a 401: every page then asks for a new link. */
export function reportSignedOut(value: boolean): void {
  if (signedOut === value) return;
  signedOut = value;
  for (const listener of listeners) listener();
}

/** True after the server refused the session. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => signedOut,
  );
}

// Kept outside React: strict mode runs effects twice, and a link works once.
let exchange: Promise<boolean> | undefined;

/** Trades the token in the fragment for a session, then goes home. */
export function SetupPage(): ReactNode {
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    exchange ??= exchangeToken(window.location.hash);
    exchange.then(
      (ok) => {
        if (!ok) return setFailed(true);
        reportSignedOut(false);
        navigate('/', { replace: true });
      },
      () => setFailed(true),
    );
  }, []);
  return failed ? (
    <SignInNeeded reason="The link was used before or has expired." />
  ) : (
    <main className={styles.page} aria-busy="true" />
  );
}

async function exchangeToken(hash: string): Promise<boolean> {
  const token = new URLSearchParams(hash.slice(1)).get('t');
  if (token === null) return false;
  // The token leaves the address bar and the history before anything else happens.
  history.replaceState(null, '', '/setup');
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-weir': '1' },
    body: JSON.stringify({ token }),
  });
  return response.ok;
}

/** Says how to get in. */
export function SignInNeeded({ reason }: { readonly reason?: string | undefined }): ReactNode {
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <Logo />
        <EmptyState
          title="Sign-in link needed"
          text={
            <>
              {reason === undefined ? '' : `${reason} `}Run{' '}
              <code className={styles.command}>npx weir link</code> in the folder of Weir and open the address
              it prints.
            </>
          }
        />
      </div>
    </main>
  );
}
