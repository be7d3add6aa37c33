// Opens the sign-in link in the user's browser where there is one to open.
import { spawn } from 'node:child_process';

export function openBrowser(url: string): void {
  const command = commandOf(process.platform);
  if (command === undefined) return;
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  // The link is printed too; a machine without a browser loses nothing.
  child.on('error', () => {});
  child.unref();
}

function commandOf(platform: NodeJS.Platform): readonly string[] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  const hasDisplay = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  return hasDisplay ? ['xdg-open'] : undefined;
}
