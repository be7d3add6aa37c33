// Settings of windows that give early results or take late rows, which only the embedded engine has.
import { parseDurationMs } from '@weir/shared/duration';
import type { ChangeKind } from '@weir/shared/stream-type';
import type { FlinkForm, NodeProblem } from './define-node.ts';
import type { Field } from './field.ts';
import { CORRECTED_WINDOWS_MAX, type Corrections } from './runtime/corrected-windows.ts';
import type { WindowShape } from './runtime/window-shape.ts';

/** Settings beside the shape of the windows. */
export const CORRECTION_FIELDS = {
  lateness: {
    kind: 'duration',
    title: 'Allowed lateness',
    section: 'Corrections',
    help: 'So long after its end a window takes late rows and corrects its result. Empty: not at all.',
    placeholder: 'none',
    default: '',
    optional: true,
  },
  earlyEvery: {
    kind: 'duration',
    title: 'Early results every',
    section: 'Corrections',
    help: 'In event time. Empty: none.',
    placeholder: 'never',
    default: '',
    optional: true,
  },
  earlyRows: {
    kind: 'number',
    title: 'Early results with every',
    section: 'Corrections',
    help: 'Rows of a window and key. 0: none.',
    unit: 'rows',
    default: 0,
    min: 0,
    max: 1_000_000_000,
    integer: true,
    optional: true,
  },
} as const satisfies Readonly<Record<string, Field>>;

/** The part of a window node's configuration that this module reads. */
export type CorrectionConfig = {
  readonly lateness: string;
  readonly earlyEvery: string;
  readonly earlyRows: number;
};

/** The settings, or undefined when a window gives one result, at its end. */
export function correctionsOf({
  lateness,
  earlyEvery,
  earlyRows,
}: CorrectionConfig): Corrections | undefined {
  const latenessMs = parseDurationMs(lateness) ?? 0;
  const everyMs = parseDurationMs(earlyEvery) ?? 0;
  if (latenessMs === 0 && everyMs === 0 && earlyRows === 0) return undefined;
  return {
    latenessMs,
    everyMs: everyMs === 0 ? undefined : everyMs,
    everyRows: earlyRows === 0 ? undefined : earlyRows,
  };
}

/** The kind of the output: results that are corrected are a stream of changes. */
export function correctedChanges(config: CorrectionConfig): ChangeKind {
  return correctionsOf(config) === undefined ? 'append' : 'retract';
}

/** The problem of windows that overlap too much to be corrected one by one. */
export function correctedShape(
  config: CorrectionConfig,
  shape: WindowShape | NodeProblem,
): WindowShape | NodeProblem {
  if ('code' in shape || correctionsOf(config) === undefined) return shape;
  if (shape.sizeMs / shape.slideMs <= CORRECTED_WINDOWS_MAX) return shape;
  return {
    code: 'WINDOW_SIZE',
    field: 'size',
    message: `a row lies in more than ${CORRECTED_WINDOWS_MAX} windows, which cannot be corrected one by one`,
    hint: 'Use a longer slide or step, or no early results and no allowed lateness.',
  };
}

/** Why a window with corrections has no Flink form; undefined when it has none of them. */
export function flinkCorrections(config: CorrectionConfig): FlinkForm | undefined {
  if (correctionsOf(config) === undefined) return undefined;
  const reason =
    'windows of Flink SQL give one result at their end: allowed lateness and early results run on the embedded engine only';
  return { kind: 'unsupported', reason };
}
