// A link inside the application: real address, no page load.
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { navigate } from './router.ts';

/** An anchor that navigates in place; with a modifier key it opens as any link does. */
export function Link({
  href,
  onClick,
  ...rest
}: ComponentPropsWithRef<'a'> & { readonly href: string }): ReactNode {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)
          return;
        event.preventDefault();
        navigate(href);
      }}
    />
  );
}
