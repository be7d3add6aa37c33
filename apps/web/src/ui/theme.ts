// The theme: follows the system until a person chooses, then the choice is kept in this browser.
import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light';

const KEY = 'weir.theme';
const system = window.matchMedia('(prefers-color-scheme: light)');
const listeners = new Set<() => void>();

/** The theme in force. */
export function currentTheme(): Theme {
  const kept = stored();
  return kept ?? (system.matches ? 'light' : 'dark');
}

/** Writes the theme to the document and follows the system from now on. Called once before the first render. */
export function startTheme(): void {
  apply();
  system.addEventListener('change', apply);
}

/** Switches to the other theme and keeps the choice. */
export function toggleTheme(): void {
  const next: Theme = currentTheme() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage can be forbidden; the choice then lasts for this page only.
  }
  document.documentElement.dataset.theme = next;
  for (const listener of listeners) listener();
}

/** The theme as React state. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'dark' || value === 'light' ? value : undefined;
  } catch {
    // See toggleTheme.
    return undefined;
  }
}

function apply(): void {
  document.documentElement.dataset.theme = currentTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
