// A value or the reasons why there is none.

/** Either a value, or errors as data. Never thrown. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly E[] };

/** A result that holds a value. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** A result that holds at least one error. */
export function err<E>(...errors: readonly E[]): Result<never, E> {
  return { ok: false, errors };
}
