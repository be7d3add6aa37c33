// The top bar of the home page.
import type { ReactNode } from 'react';
import { IconButton } from '../ui/button.tsx';
import { Logo } from '../ui/icon.tsx';
import { toggleTheme, useTheme } from '../ui/theme.ts';
import styles from './home.module.css';

/** Logo, place, theme. */
export function HomeBar({ user }: { readonly user: string | undefined }): ReactNode {
  const theme = useTheme();
  return (
    <header className={styles.bar}>
      <span className={styles.logo}>
        <Logo />
      </span>
      <b>Weir</b>
      <span className={styles.barEnd}>
        {user !== undefined && <span className={styles.quiet}>signed in as {user}</span>}
        <IconButton
          icon={theme === 'dark' ? 'sun' : 'moon'}
          label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={toggleTheme}
        />
      </span>
    </header>
  );
}
