// Routes over the history API: home, a pipeline, sign-in. The URL holds what a link to this view needs.
import { useMemo, useSyncExternalStore } from 'react';

export type DesignerMode = 'edit' | 'live' | 'versions';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'setup' }
  | {
      readonly page: 'pipeline';
      readonly pipelineId: string;
      readonly mode: DesignerMode;
      readonly nodeId?: string | undefined;
    }
  | { readonly page: 'unknown' };

/** Reads a path with its query. */
export function parseRoute(location: { readonly pathname: string; readonly search: string }): Route {
  const parts = location.pathname.split('/').filter((part) => part !== '');
  const query = new URLSearchParams(location.search);
  if (parts.length === 0) return { page: 'home' };
  if (parts.length === 1 && parts[0] === 'setup') return { page: 'setup' };
  if (parts.length === 2 && parts[0] === 'p' && parts[1] !== undefined) {
    const mode = query.get('mode');
    return {
      page: 'pipeline',
      pipelineId: decodeURIComponent(parts[1]),
      mode: mode === 'live' || mode === 'versions' ? mode : 'edit',
      nodeId: query.get('node') ?? undefined,
    };
  }
  return { page: 'unknown' };
}

/** The address of a pipeline in a mode, with a node selected where one is given. */
export function pipelinePath(
  pipelineId: string,
  options: { readonly mode?: DesignerMode | undefined; readonly nodeId?: string | undefined } = {},
): string {
  const query = new URLSearchParams();
  if (options.mode !== undefined && options.mode !== 'edit') query.set('mode', options.mode);
  if (options.nodeId !== undefined) query.set('node', options.nodeId);
  const text = query.toString();
  return `/p/${encodeURIComponent(pipelineId)}${text === '' ? '' : `?${text}`}`;
}

/** Goes to a path of the application. `replace` leaves no entry in the history. */
export function navigate(path: string, options: { readonly replace?: boolean | undefined } = {}): void {
  if (options.replace === true) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

/** The present route as React state. */
export function useRoute(): Route {
  const href = useSyncExternalStore(subscribe, () => `${window.location.pathname}${window.location.search}`);
  return useMemo(() => {
    const url = new URL(href, window.location.origin);
    return parseRoute(url);
  }, [href]);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  return () => window.removeEventListener('popstate', listener);
}
