// How each command of the command line is called.

/** One line per command, by name. */
export const USAGE = {
  run: 'weir run FILE [--input NODE=PATH]... [--output NODE=PATH]... [--summary PATH] [--data DIR] [--quiet]',
  validate: 'weir validate FILE [--json]',
  link: 'weir link [--data DIR]',
  'verify-audit': 'weir verify-audit [--data DIR]',
} as const;
