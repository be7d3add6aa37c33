// The parts of a URL as java.net.URL of Java 17 sees them, which is neither RFC 3986 nor the URL of browsers.

import { RowError } from './row-error.ts';
import { isJavaBlankText, trimJava } from './runtime/java-blanks.ts';

/** The parts; `null` is a part that is not there, which Java tells from an empty one. */
export type JavaUrl = {
  readonly protocol: string;
  readonly host: string;
  readonly authority: string | null;
  readonly userInfo: string | null;
  readonly path: string;
  readonly query: string | null;
  readonly ref: string | null;
};

/** Schemes with a handler. `jar:` has one too and is left out: it nests another URL. */
const PROTOCOLS: ReadonlySet<string> = new Set(['http', 'https', 'file', 'ftp', 'mailto']);

/** The parts of the text, or `undefined` when Java refuses it. */
export function parseJavaUrl(text: string): JavaUrl | undefined {
  const spec = trimJava(text).replace(/^url:/i, '');
  const protocol = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(spec)?.[1];
  if (protocol === undefined || !PROTOCOLS.has(protocol.toLowerCase())) return undefined;
  const hash = spec.indexOf('#', protocol.length);
  const ref = hash < 0 ? null : spec.slice(hash + 1);
  const rest = spec.slice(protocol.length + 1, hash < 0 ? spec.length : hash);
  const scheme = protocol.toLowerCase();
  return scheme === 'mailto' ? parseMail(rest) : parseHierarchical(scheme, rest, ref);
}

function parseMail(file: string): JavaUrl | undefined {
  if (isJavaBlankText(file)) return undefined;
  const mark = file.lastIndexOf('?');
  const path = mark < 0 ? file : file.slice(0, mark);
  const query = mark < 0 ? null : file.slice(mark + 1);
  return { protocol: 'mailto', host: '', authority: null, userInfo: null, path, query, ref: null };
}

function parseHierarchical(protocol: string, rest: string, ref: string | null): JavaUrl | undefined {
  const mark = rest.indexOf('?');
  const query = mark < 0 ? null : rest.slice(mark + 1);
  const body = mark < 0 ? rest : rest.slice(0, mark);
  if (!body.startsWith('//') || body.startsWith('////')) {
    const path = normalised(body);
    return { protocol, host: '', authority: null, userInfo: null, path, query, ref };
  }
  const slash = body.indexOf('/', 2);
  const authority = body.slice(2, slash < 0 ? body.length : slash);
  const server = parseAuthority(authority);
  if (server === undefined) return undefined;
  const path = slash < 0 ? '' : normalised(body.slice(slash));
  return { protocol, ...server, authority, path, query, ref };
}

function parseAuthority(authority: string): Pick<JavaUrl, 'host' | 'userInfo'> | undefined {
  const at = authority.indexOf('@');
  // Two @ are no server, which leaves the host empty.
  if (at !== authority.lastIndexOf('@')) return { host: '', userInfo: null };
  const userInfo = at < 0 ? null : authority.slice(0, at);
  const server = authority.slice(at + 1);
  if (!server.startsWith('[')) {
    const colon = server.indexOf(':');
    if (colon >= 0 && !isPort(server.slice(colon + 1))) return undefined;
    return { host: colon < 0 ? server : server.slice(0, colon), userInfo };
  }
  const close = server.indexOf(']');
  const behind = server.slice(close + 1);
  if (close <= 2 || !isIpv6(server.slice(1, close))) return undefined;
  if (behind !== '' && !(behind.startsWith(':') && isPort(behind.slice(1)))) return undefined;
  return { host: server.slice(0, close + 1), userInfo };
}

/** `Integer.parseInt`, not below -1; nothing is no port, which is allowed. */
function isPort(text: string): boolean {
  return text === '' || (/^[+-]?\d+$/.test(text) && Number(text) >= -1 && Number(text) < 2 ** 31);
}

function isIpv6(text: string): boolean {
  const address = text.replace(/%.*$/s, '');
  const halves = address.split('::');
  if (address.length > 45 || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const dotted = last.includes('.');
  if (dotted && !isIpv4(last)) return false;
  const plain = dotted ? groups.slice(0, -1) : groups;
  const count = plain.length + (dotted ? 2 : 0);
  if (!plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Longest path with `..` in it: cancelling them one by one, as Java does, is quadratic. */
const DOTTED_PATH_UNITS_MAX = 16 * 1024;

/** The path without `.` and `..`, by the steps of `URLStreamHandler.parseURL`. */
function normalised(path: string): string {
  let result = path.replaceAll(/\/(?:\.\/)+/g, '/');
  if (result.includes('/..')) {
    if (result.length > DOTTED_PATH_UNITS_MAX)
      throw new RowError('NUMBER_RANGE', 'the path of the URL is longer than 16 KiB and has .. in it');
    result = withoutParents(result);
  }
  if (result.startsWith('./') && result.length > 2) result = result.slice(2);
  return result.endsWith('/.') ? result.slice(0, -1) : result;
}

function withoutParents(path: string): string {
  let result = path;
  for (let at = result.indexOf('/../'); at >= 0; at = result.indexOf('/../', at)) {
    const before = at > 0 ? result.lastIndexOf('/', at - 1) : -1;
    if (before >= 0 && result.indexOf('/../', before) !== 0) {
      result = result.slice(0, before) + result.slice(at + 3);
      at = 0;
    } else at += 3;
  }
  while (result.endsWith('/..')) {
    const at = result.indexOf('/..');
    const before = at > 0 ? result.lastIndexOf('/', at - 1) : -1;
    if (before < 0) break;
    result = result.slice(0, before + 1);
  }
  return result;
}
