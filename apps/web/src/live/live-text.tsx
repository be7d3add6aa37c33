// A number that the painter keeps current: React renders the empty element once.
import { type ReactNode, useEffect, useRef } from 'react';
import { useLiveSession } from './live-session.ts';
import { type Paint, type Painter, writeText } from './painter.ts';

type LiveTextProps = {
  readonly read: (paint: Paint) => string;
  readonly className?: string | undefined;
  readonly title?: string | undefined;
  /** Of another job than the session's; its own when absent. */
  readonly painter?: Painter | undefined;
};

/** A span whose text is `read` of the newest frame. */
export function LiveText({ read, className, title, painter }: LiveTextProps): ReactNode {
  const session = useLiveSession();
  const element = useRef<HTMLSpanElement>(null);
  const from = painter ?? session.painter;
  useEffect(
    () =>
      from.add((paint) => {
        if (paint.fresh && element.current !== null) writeText(element.current, read(paint));
        return undefined;
      }),
    [from, read],
  );
  return <span ref={element} className={className} title={title} />;
}
