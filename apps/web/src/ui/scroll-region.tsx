// A scrolling part of a page: it takes the focus, so that the keyboard can scroll it, and has a name.
import type { ComponentPropsWithRef, ReactNode } from 'react';

type ScrollRegionProps = ComponentPropsWithRef<'section'> & { readonly label: string };

/** A named section in the tab order. Style gives it its overflow. */
export function ScrollRegion({ label, children, ...rest }: ScrollRegionProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section {...rest} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
