// The session cookie. Its name holds the port: browsers share cookies among all ports of a host.
import type { IncomingMessage } from 'node:http';

export function cookieName(port: number): string {
  return `weir-session-${port}`;
}

/** The value of the session cookie in a request; of several the first. */
export function readCookie(request: IncomingMessage, port: number): string | undefined {
  const wanted = `${cookieName(port)}=`;
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const trimmed = part.trim();
    if (trimmed.startsWith(wanted)) return trimmed.slice(wanted.length);
  }
  return undefined;
}

/** `Secure` only behind https: Safari refuses it on plain http, loopback or not. */
export function sessionCookie(
  value: string,
  options: { readonly port: number; readonly secure: boolean },
): string {
  const secure = options.secure ? '; Secure' : '';
  return `${cookieName(options.port)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800${secure}`;
}

export function expiredCookie(port: number): string {
  return `${cookieName(port)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
}
