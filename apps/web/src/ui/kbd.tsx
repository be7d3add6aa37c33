// A key or chord as a small cap.
import type { ReactNode } from 'react';
import styles from './kbd.module.css';

/** Keys separated by spaces are drawn as one chord: `Ctrl K`. */
export function Kbd({ keys }: { readonly keys: string }): ReactNode {
  return <kbd className={styles.kbd}>{keys}</kbd>;
}
