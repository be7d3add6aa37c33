// One-line text with `code` in backticks, as meanings and messages use it.
import type { ReactNode } from 'react';

/** The text with its backticked parts as code. */
export function RichText({ text }: { readonly text: string }): ReactNode {
  if (!text.includes('`')) return text;
  return text.split('`').map((part, index) =>
    // Parts have no identity but their place.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}
