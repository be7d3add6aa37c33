// `weir COMMAND`: looks up the command and turns failures into a sentence and an exit code.
import { Failure } from '@weir/shared/diagnostics';
import { USAGE } from './usage.ts';

type Command = {
  readonly summary: string;
  readonly usage: string;
  /** Gives the exit code. */
  readonly run: (args: readonly string[], cwd: string) => Promise<number> | number;
};

// Loaded when asked for: `weir link` needs no engine, `weir validate` no database.
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  [
    'run',
    {
      summary: 'run a pipeline file on bounded files to the end',
      usage: USAGE.run,
      run: async (args, cwd) => (await import('./run.ts')).run(args, cwd),
    },
  ],
  [
    'validate',
    {
      summary: 'tell every problem of a pipeline file',
      usage: USAGE.validate,
      run: async (args, cwd) => (await import('./validate.ts')).validate(args, cwd),
    },
  ],
  [
    'link',
    {
      summary: 'print a new sign-in link',
      usage: USAGE.link,
      run: async (args, cwd) => (await import('./link.ts')).link(args, cwd),
    },
  ],
  [
    'verify-audit',
    {
      summary: 'check that the audit trail was not changed',
      usage: USAGE['verify-audit'],
      run: async (args, cwd) => (await import('./verify-audit.ts')).verifyAudit(args, cwd),
    },
  ],
]);

const HELP = ['help', '--help', '-h', undefined];
const HELP_OPTIONS = ['--help', '-h'];

/** Whoever read our output has enough of it, as `head` has: we end like other programs, without a word. */
const READER_GONE = 128 + 13;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(READER_GONE);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), process.env.WEIR_CWD ?? process.cwd());

async function main([name, ...args]: readonly string[], cwd: string): Promise<number> {
  if (HELP.includes(name)) {
    process.stdout.write(helpText());
    return 0;
  }
  const command = COMMANDS.get(name ?? '');
  if (command === undefined) {
    process.stderr.write(`weir: no command ${name}\n\n${helpText()}`);
    return 64;
  }
  if (args.some((arg) => HELP_OPTIONS.includes(arg))) {
    process.stdout.write(`${command.usage}\n\n  ${command.summary}\n`);
    return 0;
  }
  try {
    return await command.run(args, cwd);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EPIPE') return READER_GONE;
    const isUsage =
      cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS');
    if (!(cause instanceof Failure) && !isUsage) throw cause;
    const hint = cause instanceof Failure ? cause.hint : command.usage;
    process.stderr.write(`weir: ${cause.message}${hint === undefined ? '' : `\n      ${hint}`}\n`);
    return isUsage || (cause instanceof Failure && cause.code === 'BAD_REQUEST') ? 64 : 1;
  }
}

function helpText(): string {
  const names = [...COMMANDS.keys()];
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  weir ${name.padEnd(width)}  ${COMMANDS.get(name)?.summary ?? ''}`);
  return `Weir: draw real-time pipelines, watch every node work, promote without fear.\n\n${lines.join('\n')}\n`;
}
