// Arrays of numbers that grow with what they hold.

/** Arrays of numbers by place or slot. */
type Numbers = Float64Array | Int32Array | Uint8Array;

/** `larger` with the content of `before`. */
export function grown<A extends Numbers>(before: A, larger: A): A {
  larger.set(before);
  return larger;
}
