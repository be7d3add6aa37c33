// House rules that a tool can check, as a test that reads the repository once.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DIAGNOSTICS, FAILURES, ROW_ERRORS } from '@weir/shared/diagnostics';
import { describe, expect, it } from 'vitest';
import { generatedFiles, OTHER_FOLDERS } from './gen.ts';

const root = join(import.meta.dirname, '..');
const SKIPPED = new Set([
  'node_modules',
  'dist',
  '.git',
  'data',
  'testdata',
  'test-results',
  'playwright-report',
  '.turbo',
  'peers',
]);

type Source = { readonly path: string; readonly text: string };

function read(folder: string, endings: RegExp): readonly Source[] {
  const found: Source[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const below = join(path, entry.name);
      if (entry.isDirectory()) visit(below);
      else if (endings.test(entry.name))
        found.push({ path: relative(root, below), text: readFileSync(below, 'utf8') });
    }
  };
  if (existsSync(join(root, folder))) visit(join(root, folder));
  return found;
}

const code = ['packages', 'apps', 'tools', 'playwright', 'bench', 'examples'].flatMap((folder) =>
  read(folder, /\.(?:ts|tsx|mjs)$/),
);
const shipped = code.filter(
  ({ path }) => !/\.test\.tsx?$|testkit|\/testing\/|^tools|^playwright|^bench|^examples/.test(path),
);
const tests = code.filter(({ path }) => /\.test\.tsx?$|\.spec\.ts$|cases\.ts$/.test(path));

describe('shape', () => {
  it('a file has one idea: at most 400 lines', () => {
    const long = code.filter(({ path, text }) => !path.endsWith('.gen.ts') && text.split('\n').length > 400);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('a file opens by saying what it is for', () => {
    const silent = shipped.filter(
      ({ path, text }) => !path.endsWith('.d.ts') && !/^(?:#!.*\n)?(?:\/\/|\/\*)/.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('no bare TODO, no commented-out debugging, no default export outside tool configuration', () => {
    const left = code.filter(
      ({ path, text }) => path !== 'tools/tidy.test.ts' && /\bTODO\b|\bFIXME\b|\bdebugger;/.test(text),
    );
    expect(left.map(({ path }) => path)).toEqual([]);
    const defaults = code.filter(
      ({ path, text }) =>
        !/\.config\.ts$/.test(path) && path !== 'tools/tidy.test.ts' && /^export default /m.test(text),
    );
    expect(defaults.map(({ path }) => path)).toEqual([]);
  });
});

describe('layers', () => {
  const ORDER: Readonly<Record<string, readonly string[]>> = {
    shared: [],
    sql: ['shared'],
    engine: ['shared', 'sql'],
    nodes: ['shared', 'sql', 'engine'],
    'runner-embedded': ['shared', 'sql', 'engine', 'nodes'],
    testkit: ['shared', 'sql', 'engine', 'nodes'],
    server: ['shared', 'sql', 'engine', 'nodes', 'runner-embedded'],
    web: ['shared', 'sql', 'engine', 'nodes'],
  };
  const importsOf = (text: string): readonly string[] =>
    [...text.matchAll(/from '([^']+)'|import\('([^']+)'\)/g)].map((match) => match[1] ?? match[2] ?? '');

  it('sees the code it judges', () => {
    expect(shipped.length).toBeGreaterThan(150);
    expect(
      shipped.filter(({ text }) => importsOf(text).some((name) => name.startsWith('@weir/'))).length,
    ).toBeGreaterThan(80);
  });

  it('imports only point down', () => {
    const wrong = shipped.flatMap(({ path, text }) => {
      const own = path.split('/')[1] ?? '';
      const below = ORDER[own] ?? [];
      return importsOf(text)
        .filter((name) => name.startsWith('@weir/'))
        .map((name) => name.split('/')[1] ?? '')
        .filter((target) => target !== own && !below.includes(target))
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('every import of a package is declared by its package.json', () => {
    const manifests = new Map<string, string>(
      ['packages', 'apps'].flatMap((folder) =>
        readdirSync(join(root, folder)).map(
          (name) =>
            [`${folder}/${name}`, readFileSync(join(root, folder, name, 'package.json'), 'utf8')] as const,
        ),
      ),
    );
    const wrong = shipped.flatMap(({ path, text }) => {
      const manifest = manifests.get(path.split('/').slice(0, 2).join('/')) ?? '';
      return importsOf(text)
        .filter((name) => /^[@a-z]/.test(name) && !name.startsWith('node:'))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter(
          (name) =>
            !manifest.includes(`"${name}"`) &&
            !path.startsWith(`packages/${name.replace('@weir/', '')}/`) &&
            !path.startsWith(`apps/${name.replace('@weir/', '')}/`),
        )
        .map((name) => `${path} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('a node folder imports no other node folder, and nothing outside asks what type a node is', () => {
    const types = read('packages/nodes/src', /index\.ts$/).flatMap(
      ({ text }) => /^ {2}type: '([a-z_]+)'/m.exec(text)?.[1] ?? [],
    );
    expect(types.length).toBeGreaterThan(10);
    const across = shipped.filter(
      ({ path, text }) =>
        /^packages\/nodes\/src\/[^/]+\//.test(path) && importsOf(text).some((name) => name.startsWith('../')),
    );
    expect(across.map(({ path }) => path)).toEqual([]);
    const asking = shipped.filter(
      ({ path, text }) =>
        !path.startsWith('packages/nodes/') &&
        types.some((type) => new RegExp(`\\.type === '${type}'`).test(text)),
    );
    expect(asking.map(({ path }) => path)).toEqual([]);
  });

  it('pure packages know no clock, no randomness, no machine', () => {
    const pure = shipped.filter(
      ({ path }) => /^packages\/(?:shared|sql|engine|nodes)\//.test(path) && !/\.node\.ts$/.test(path),
    );
    const impure = pure.filter(({ text }) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|from 'node:|\bperformance\.|\bsetTimeout\(/.test(
        text,
      ),
    );
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  it('S2, S27: one place compiles code, in the data plane and in the preview worker', () => {
    const compilers = shipped.filter(({ text }) =>
      /\beval\(|new Function\(|\bcompileFunction\(|\brunInThisContext|\bFunction\(/.test(text),
    );
    expect(compilers.map(({ path }) => path).sort()).toEqual(COMPILERS);
  });

  it('what the data plane makes durable goes through its Disk, so that a simulated one can break it', () => {
    const direct = shipped.filter(
      ({ path, text }) =>
        path.startsWith('packages/runner-embedded/') &&
        /from 'node:fs(?:\/promises)?'/.test(text) &&
        !DIRECT_FILES.has(path.slice('packages/runner-embedded/src/'.length)),
    );
    expect(direct.map(({ path }) => path)).toEqual([]);
  });

  it('S20: no regular expression is made from data', () => {
    const dynamic = shipped.filter(({ text }) => /new RegExp\(/.test(text));
    expect(dynamic.map(({ path }) => path)).toEqual([PLAIN_PATTERNS]);
  });
});

/** Writes an expression of its own for patterns that cannot run away: decision 0007. */
const PLAIN_PATTERNS = 'packages/sql/src/regex/native-regex.ts';

/** Of the data plane: the real disk, files of users that are read, and what is no data. */
const DIRECT_FILES = new Set([
  'disk/node-disk.ts',
  'host/file-source.ts',
  'host/line-sink.ts',
  'host/roots.ts',
  'plane/data-plane.ts',
  'plane/list-files.ts',
  'plane/main.ts',
  'plane/socket-path.ts',
]);

/** Files that turn text into code, each with its reason in its header. */
const COMPILERS = ['apps/web/src/preview/preview-worker.ts', 'packages/runner-embedded/src/host/compile.ts'];

describe('completeness', () => {
  it('a node folder has a definition and worked cases', () => {
    const folders = readdirSync(join(root, 'packages/nodes/src'), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !OTHER_FOLDERS.has(entry.name),
    );
    const incomplete = folders.filter(
      ({ name }) =>
        !['index.ts', 'cases.ts'].every((file) => existsSync(join(root, 'packages/nodes/src', name, file))),
    );
    expect(incomplete.map(({ name }) => name)).toEqual([]);
  });

  it('generated files are fresh: run node tools/gen.ts', async () => {
    for (const { path, text } of await generatedFiles())
      expect([path, readFileSync(join(root, path), 'utf8')]).toEqual([path, text]);
  });

  it('every code of a problem, a row error or a failure has a test', () => {
    // A code of the bootstrap script is tested with it.
    const all = tests
      .filter(({ path }) => path !== 'tools/tidy.test.ts')
      .map(({ text }) => text)
      .join('\n');
    const untested = [
      ...Object.keys(DIAGNOSTICS),
      ...Object.keys(ROW_ERRORS),
      ...Object.keys(FAILURES),
    ].filter((one) => !all.includes(one));
    expect(untested).toEqual([]);
  });

  it('no file that nobody imports', () => {
    const entries =
      /\.test\.tsx?$|\.spec\.ts$|\.config\.ts$|main\.tsx?$|(?:^|\/)worker\.ts$|preview-worker\.ts$|^tools\/|^bench\/|^playwright\/|vite-env|\.d\.ts$|^examples\//;
    const imported = new Set(code.flatMap(({ path, text }) => importedFiles(path, text)));
    const orphans = shipped.filter(({ path }) => !entries.test(path) && !imported.has(path));
    expect(orphans.map(({ path }) => path)).toEqual([]);
  });
});

/** Paths in the repository that a file imports. */
function importedFiles(path: string, text: string): readonly string[] {
  const names = [...text.matchAll(/(?:from|import\(|import) ?'([^']+)'|new URL\(\s*'([^']+)'/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return names.flatMap((name) => {
    if (name.startsWith('@weir/')) {
      const [, own = '', ...rest] = name.split('/');
      return [`packages/${own}/src/${rest.join('/')}.ts`, `apps/${own}/src/${rest.join('/')}.ts`];
    }
    return name.startsWith('.') ? [join(path, '..', name)] : [];
  });
}

describe('lock file', () => {
  const lock: {
    packages: Record<
      string,
      {
        optionalDependencies?: Record<string, string>;
        hasInstallScript?: boolean;
        resolved?: string;
        integrity?: string;
      }
    >;
  } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

  it('every optional platform package of every locked package is locked itself', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter(
          (name) =>
            !Object.keys(lock.packages).some(
              (other) => other === `node_modules/${name}` || other.endsWith(`/node_modules/${name}`),
            ),
        )
        .map((name) => `${path} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('S28: nothing runs scripts on install, and everything has an integrity hash', () => {
    const allowed = new Set(['fsevents']);
    const scripted = Object.entries(lock.packages).filter(
      ([path, entry]) =>
        entry.hasInstallScript === true && !allowed.has(path.split('node_modules/').at(-1) ?? ''),
    );
    expect(scripted.map(([path]) => path)).toEqual([]);
    const unhashed = Object.entries(lock.packages).filter(
      ([path, entry]) =>
        path.includes('node_modules/') &&
        !path.includes('@weir/') &&
        entry.integrity === undefined &&
        !('link' in entry) &&
        !('inBundle' in entry),
    );
    expect(unhashed.map(([path]) => path)).toEqual([]);
  });

  it('versions are pinned exactly', () => {
    const manifests = [
      'package.json',
      ...['packages', 'apps'].flatMap((folder) =>
        readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
      ),
    ];
    const loose = manifests.flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
      const all: Record<string, string> = {
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      };
      return Object.entries(all)
        .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path} ${name} ${version}`);
    });
    expect(loose).toEqual([]);
  });
});

describe('copies', () => {
  const shared = join(root, '../shared/data');

  it.runIf(existsSync(shared))('the example data is that of the shared folder', async () => {
    const { gunzipSync } = await import('node:zlib');
    for (const { path } of read('examples/data', /\.gz$/).map(({ path }) => ({ path }))) {
      const name = relative('examples/data', path);
      // Those of NEXMark are held by the hashes in their own test.
      if (name.startsWith('nexmark/')) continue;
      const copy = readFileSync(join(root, path));
      const original = existsSync(join(shared, name))
        ? readFileSync(join(shared, name))
        : readFileSync(join(shared, name.slice(0, -3)));
      const plain = existsSync(join(shared, name)) ? copy : gunzipSync(copy);
      expect([name, plain.equals(original)]).toEqual([name, true]);
    }
  });
});
