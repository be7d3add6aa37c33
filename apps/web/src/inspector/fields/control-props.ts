// What every control of a setting gets.
import type { Field } from '@weir/engine/field';
import type { Diagnostic } from '@weir/shared/diagnostics';

/** What every control gets. */
export type ControlProps<F extends Field = Field> = {
  readonly id: string;
  readonly labelId: string;
  readonly nodeId: string;
  readonly name: string;
  readonly field: F;
  readonly value: unknown;
  /** Problems of this field and of its parts. */
  readonly problems: readonly Diagnostic[];
  /** Takes a JSON value of the field's kind. */
  readonly onChange: (value: unknown) => void;
};

/** A field of one kind. */
export type FieldOf<K extends Field['kind']> = Extract<Field, { readonly kind: K }>;
