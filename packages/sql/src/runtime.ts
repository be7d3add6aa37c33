// Every helper that generated code names.

/** A function that generated code may call. */
export type SqlHelper = (...values: never[]) => unknown;

/** The helper table; the engine merges it into its own. */
export const sqlHelpers: Readonly<Record<string, SqlHelper>> = {};
