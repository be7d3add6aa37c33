// The command line as a user types it: exit codes, messages, the summary.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'weir-cli-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function weir(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), ...args],
      { cwd: scratch },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      },
    );
  });
}

function file(name: string, content: string | object): string {
  const path = join(scratch, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const PIPELINE = {
  formatVersion: 1,
  name: 'orders',
  nodes: [
    { id: 'orders', type: 'http', name: 'orders', config: {} },
    { id: 'big', type: 'filter', name: 'big', config: { where: 'amount > 10' } },
    { id: 'out', type: 'file_sink', name: 'out', config: { path: 'files/out' } },
  ],
  edges: [
    { from: 'orders.out', to: 'big.in' },
    { from: 'big.out', to: 'out.in' },
  ],
};

describe('weir validate', () => {
  it('exit code 0 without errors, 1 with', async () => {
    expect(await weir('validate', file('good.json', PIPELINE))).toMatchObject({
      code: 0,
      out: expect.stringContaining('no errors'),
    });
    const wrong = {
      ...PIPELINE,
      nodes: PIPELINE.nodes.map((node) =>
        node.id === 'big' ? { ...node, config: { where: 'amuont > 10' } } : node,
      ),
    };
    const { code, out } = await weir('validate', file('wrong.json', wrong));
    expect(code).toBe(1);
    expect(out).toContain('SQL_COLUMN at big.where, character 1: there is no column amuont');
    expect(out).toContain('Did you mean amount?');
  });

  it('GRAPH_FORMAT, GRAPH_LIMIT: a file that is no pipeline says why', async () => {
    expect(await weir('validate', file('text.json', 'hello'))).toMatchObject({
      code: 1,
      out: expect.stringContaining('GRAPH_FORMAT'),
    });
    expect(await weir('validate', file('shape.json', { formatVersion: 2 }))).toMatchObject({
      code: 1,
      out: expect.stringContaining('GRAPH_FORMAT'),
    });
    expect(await weir('validate', file('huge.json', ' '.repeat(5 * 1024 * 1024 + 1)))).toMatchObject({
      code: 1,
      out: expect.stringContaining('GRAPH_LIMIT'),
    });
    expect((await weir('validate', 'nowhere.json')).code).toBe(64);
  });
});

describe('weir run', () => {
  const input = file(
    'orders.ndjson',
    '{"id":"a","product":"tea","amount":12.50,"ts":"2026-01-05T10:00:00Z"}\n{"id":"b","amount":1,"ts":1767607200000}\nnot json\n{"id":"c","product":"tea","amount":99999999.99,"ts":"2027-01-05 10:00:00"}\n',
  );

  it('reads, writes and sums up; any node can be written', async () => {
    const { code, err } = await weir(
      'run',
      join(scratch, 'good.json'),
      '--input',
      `orders=${input}`,
      '--output',
      'out=out.ndjson',
      '--output',
      'orders=all.ndjson',
      '--summary',
      'summary.json',
    );
    expect([code, err]).toEqual([0, expect.stringContaining('JSON_SYNTAX')]);
    expect(readFileSync(join(scratch, 'out.ndjson'), 'utf8')).toBe(
      '{"id":"a","product":"tea","amount":12.50,"ts":"2026-01-05 10:00:00.000"}\n{"id":"c","product":"tea","amount":99999999.99,"ts":"2027-01-05 10:00:00.000"}\n',
    );
    expect(readFileSync(join(scratch, 'all.ndjson'), 'utf8').trim().split('\n')).toHaveLength(3);
    const summary = JSON.parse(readFileSync(join(scratch, 'summary.json'), 'utf8'));
    expect(summary.nodes.orders).toMatchObject({ rowsOut: 3, errorRows: 1, errors: { JSON_SYNTAX: 1 } });
    expect(summary.nodes.out).toMatchObject({ rowsIn: 2, rowsOut: 2 });
    expect(summary.stages.length).toBeGreaterThan(2);
  });

  it('SOURCE_FILE: nothing to read, a missing file, an endless generator: a sentence each', async () => {
    expect(await weir('run', join(scratch, 'good.json'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('--input orders=PATH'),
    });
    expect(await weir('run', join(scratch, 'good.json'), '--input', 'orders=missing.ndjson')).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be opened'),
    });
    const endless = {
      ...PIPELINE,
      nodes: [
        { id: 'g', type: 'generator', name: 'g', config: {} },
        { id: 'b', type: 'blackhole', name: 'b', config: {} },
      ],
      edges: [{ from: 'g.out', to: 'b.in' }],
    };
    expect(await weir('run', file('endless.json', endless))).toMatchObject({
      code: 1,
      err: expect.stringContaining('never ends'),
    });
  });

  it('SOURCE_FILE, SINK_FAILED: a folder instead of a file, an output in no folder', async () => {
    const good = join(scratch, 'good.json');
    expect(await weir('run', good, '--input', `orders=${scratch}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be opened'),
    });
    const nowhere = await weir(
      'run',
      good,
      '--input',
      `orders=${input}`,
      '--output',
      'out=no/such/folder/out.ndjson',
    );
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written') });
  });

  it('usage mistakes name what is wrong', async () => {
    expect((await weir('run')).code).not.toBe(0);
    expect(await weir('run', join(scratch, 'good.json'), '--input', 'nobody=x')).toMatchObject({
      code: 64,
      err: expect.stringContaining('no node nobody'),
    });
    expect(await weir('run', join(scratch, 'good.json'), '--wrong')).toMatchObject({
      code: 64,
      err: expect.stringContaining('weir run FILE'),
    });
    expect(await weir('run', join(scratch, 'good.json'), '--input', `big=${input}`)).toMatchObject({
      code: 64,
      err: expect.stringContaining('node big is not a source'),
    });
    expect(await weir('run', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('weir run FILE'),
    });
  });

  it('S25: a path may not leave its folder', async () => {
    const outside = {
      ...PIPELINE,
      nodes: [
        {
          id: 'orders',
          type: 'file',
          name: 'f',
          config: { path: 'files/../../etc/passwd', schema: [{ name: 'a', type: 'STRING' }] },
        },
        { id: 'b', type: 'blackhole', name: 'b', config: {} },
      ],
      edges: [{ from: 'orders.out', to: 'b.in' }],
    };
    expect(await weir('run', file('outside.json', outside))).toMatchObject({
      code: 1,
      err: expect.stringContaining('not below'),
    });
  });

  it('SINK_FAILED: a full disk is said in words; a reader that has seen enough is no error', async () => {
    const many = file(
      'many.ndjson',
      Array.from(
        { length: 50_000 },
        (_, id) => `{"id":"o-${id}","amount":${id},"ts":"2026-01-05 10:00:00"}`,
      ).join('\n'),
    );
    const run = ['run', file('many.json', PIPELINE), '--input', `orders=${many}`, '--quiet'];
    const full = await weir(...run, '--output', 'out=/dev/full');
    expect(full).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written: ENOSPC') });
    expect(full.err).not.toContain('at ');
    const command = [process.execPath, join(import.meta.dirname, 'main.ts'), ...run, '--output', 'out=-'];
    const piped = await new Promise<{ out: string; err: string }>((resolve) => {
      execFile(
        'bash',
        ['-c', `"$@" | head -n 1; echo "${'$'}{PIPESTATUS[0]}"`, '-', ...command],
        { cwd: scratch },
        (_error, out, err) => resolve({ out, err }),
      );
    });
    expect(piped.err).toBe('');
    expect(piped.out.split('\n')).toMatchObject([expect.stringContaining('o-11'), '141', '']);
  });

  it('--input reads what it names, wherever it lies, whatever path the pipeline has', async () => {
    const elsewhere = {
      ...PIPELINE,
      nodes: [
        {
          id: 'rows',
          type: 'file',
          name: 'rows',
          config: { path: '/data/of/somebody.ndjson', schema: [{ name: 'a', type: 'INT' }] },
        },
        { id: 'b', type: 'blackhole', name: 'b', config: {} },
      ],
      edges: [{ from: 'rows.out', to: 'b.in' }],
    };
    const rows = file('rows.ndjson', '{"a":1}\n{"a":2}\n');
    const ran = await weir(
      'run',
      file('elsewhere.json', elsewhere),
      '--input',
      `rows=${rows}`,
      '--summary',
      join(scratch, 'elsewhere-summary.json'),
    );
    expect(ran).toMatchObject({ code: 0 });
    expect(await weir('validate', file('elsewhere.json', elsewhere))).toMatchObject({
      code: 1,
      out: expect.stringContaining('PATH_ROOT'),
    });
  });
});
