// Colours of the theme for canvases, read once per theme and not per paint.

export type ThemeColours = Readonly<Record<(typeof NAMES)[number], string>>;

const NAMES = [
  'particle',
  'text',
  'text-2',
  'text-3',
  'crit',
  'crit-text',
  'bp',
  'accent',
  'accent-soft',
  'accent-text',
  'hairline-2',
  'track',
  'pressed',
  'border',
  'warn',
] as const;

let known: ThemeColours | undefined;
new MutationObserver(() => {
  known = undefined;
}).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });

/** The values of our tokens in the theme in force. */
export function themeColours(): ThemeColours {
  known ??= read();
  return known;
}

function read(): ThemeColours {
  const style = getComputedStyle(document.documentElement);
  // Every name of the list gets its value.
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as ThemeColours;
}
