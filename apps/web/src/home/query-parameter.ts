// One parameter of the address as React state: a filter that is part of a link.
import { useSyncExternalStore } from 'react';
import { navigate } from '../router.ts';

/** The value of a parameter and how to set it; the empty string takes it out of the address. */
export function useQueryParameter(name: string): readonly [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => read(name));
  const set = (next: string): void => {
    const query = new URLSearchParams(window.location.search);
    if (next === '') query.delete(name);
    else query.set(name, next);
    const text = query.toString();
    navigate(`${window.location.pathname}${text === '' ? '' : `?${text}`}`, { replace: true });
  };
  return [value, set];
}

function read(name: string): string {
  return new URLSearchParams(window.location.search).get(name) ?? '';
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  return () => window.removeEventListener('popstate', listener);
}
