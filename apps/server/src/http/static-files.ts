// The built web app, read into memory: a file is a lookup, and no request can name a path of the disk.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pagePolicy, WORKER_POLICY } from './headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = /^(text|application|image\/svg)/;
const COMPRESS_BYTES_MIN = 1_024;
const PREVIEW_WORKER = /^\/assets\/preview-worker-[A-Za-z0-9_-]+\.js$/;
const PAGE = /^\/(?:p\/[^/]+(?:\/.*)?|setup)?$/;
const NONCE_PLACEHOLDER = '__NONCE__';

type Asset = { readonly type: string; readonly bytes: Buffer; gzip: Buffer | undefined };

export type StaticFiles = {
  /** Answers a GET or HEAD of a page or a file; false when the path is neither. */
  readonly serve: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
};

type Site = {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly page: string | undefined;
  readonly builtMs: number;
};

/** Files below `folder` (the output of vite), read again when a new build is there. Without a build the pages say so. */
export function createStaticFiles(folder: string): StaticFiles {
  let site = loadSite(folder);
  return {
    serve: (path, request, response) => {
      if (PAGE.test(path)) {
        if (builtMs(folder) !== site.builtMs) site = loadSite(folder);
        servePage(site.page, request, response);
        return true;
      }
      const asset = path === '/index.html' ? undefined : site.assets.get(path);
      if (asset === undefined) return false;
      serveAsset(path, asset, request, response);
      return true;
    },
  };
}

function loadSite(folder: string): Site {
  const assets = loadAssets(folder);
  return { assets, page: assets.get('/index.html')?.bytes.toString('utf8'), builtMs: builtMs(folder) };
}

function builtMs(folder: string): number {
  return statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function servePage(page: string | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (page === undefined) {
    response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('The web app is not built: run npm start, or vite build in apps/web.\n');
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  response.setHeader('Content-Security-Policy', pagePolicy(nonce));
  const body = Buffer.from(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function serveAsset(path: string, asset: Asset, request: IncomingMessage, response: ServerResponse): void {
  if (PREVIEW_WORKER.test(path)) response.setHeader('Content-Security-Policy', WORKER_POLICY);
  // Names below /assets hold a hash of their content.
  response.setHeader(
    'Cache-Control',
    path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  const body = acceptsGzip(request) ? compressed(asset) : undefined;
  if (body !== undefined) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Vary', 'Accept-Encoding');
  const bytes = body ?? asset.bytes;
  response.writeHead(200, { 'Content-Type': asset.type, 'Content-Length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

// Compressed at first use and kept: at start it would cost a tenth of a second for files nobody may ask for.
function compressed(asset: Asset): Buffer | undefined {
  if (asset.bytes.length < COMPRESS_BYTES_MIN || !COMPRESSIBLE.test(asset.type)) return undefined;
  asset.gzip ??= gzipSync(asset.bytes);
  return asset.gzip;
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /(^|,)\s*gzip\s*(;\s*q=(0\.\d*[1-9]\d*|1(\.0*)?))?\s*(,|$)/.test(
    String(request.headers['accept-encoding'] ?? ''),
  );
}

function loadAssets(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const file of filesBelow(folder)) {
    const type = TYPES[extname(file)];
    // Source maps and anything of an unknown type stay unserved.
    if (type === undefined) continue;
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    assets.set(path, { type, bytes: readFileSync(file), gzip: undefined });
  }
  return assets;
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    // Not built: the pages say so.
    return [];
  }
}
