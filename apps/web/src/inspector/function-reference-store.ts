// Whether the function reference is open, and which expression editor a chosen function goes into.
import { create } from 'zustand';

type FunctionReferenceState = {
  readonly open: boolean;
  /** The editor's element; absent when the reference was opened to read only. */
  readonly target: Element | undefined;
};

/** Open state of the reference. */
export const useFunctionReference = create<FunctionReferenceState>(() => ({
  open: false,
  target: undefined,
}));

/** Opens it, to insert into an editor when one is given. */
export function openFunctionReference(target?: Element): void {
  useFunctionReference.setState({ open: true, target });
}

/** An expression editor listens for this event on its element; `detail.text` goes where the cursor is. */
export const INSERT_EVENT = 'weir-insert';
