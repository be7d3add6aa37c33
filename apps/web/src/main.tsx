// Entry: theme first, then the application, loaded lazily so that `boot` has run before any library is evaluated.
import './boot.ts';
import './ui/tokens.css';
import './ui/reset.css';
import { startTheme } from './ui/theme.ts';

startTheme();
const { start } = await import('./app.tsx');
start(document.getElementById('root'));
