// All problems at once, each with a jump to node and field and, where there is one, the fix as a button.
import type { Diagnostic } from '@weir/shared/diagnostics';
import type { ReactNode } from 'react';
import { RichText } from '../canvas/rich-text.tsx';
import { applyFix } from '../designer/apply-fix.ts';
import { showProblem } from '../designer/next-problem.ts';
import { definitionOf } from '../engine.ts';
import { plural } from '../format.ts';
import { useDesigner, useDesignerStore } from '../store/context.tsx';
import { isError } from '../store/plan-slice.ts';
import type { DesignerState } from '../store/types.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { StateGlyph } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import styles from './dock.module.css';

/** The Problems tab. */
export function ProblemsPanel(): ReactNode {
  const problems = useDesigner((state) => state.problems);
  const errors = problems.filter(isError).length;
  if (problems.length === 0) {
    return (
      <div className={styles.pad}>
        <EmptyState title="No problems" text="The plan is complete: this draft can run." />
      </div>
    );
  }
  return (
    <div className={styles.fill}>
      <ul className={styles.problems}>
        {problems.map((problem, index) => (
          // The list is rebuilt by every plan; a problem has no identity of its own.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <ProblemRow key={index} problem={problem} />
        ))}
      </ul>
      <p className={styles.foot}>
        {plural(problems.length, 'problem')},{' '}
        {errors === 0 ? 'none stops' : errors === 1 ? '1 stops' : `${errors} stop`} the plan.{' '}
        <Kbd keys="F8" /> next
      </p>
    </div>
  );
}

function ProblemRow({ problem }: { readonly problem: Diagnostic }): ReactNode {
  const store = useDesignerStore();
  const where = useDesigner((state) => whereText(state, problem));
  const error = isError(problem);
  return (
    <li className={styles.problem}>
      <button type="button" className={styles.goto} onClick={() => showProblem(store, problem)}>
        <StateGlyph state={error ? 'crit' : 'warn'} label={error ? 'Error' : 'Warning'} />
        <span className={styles.message} title={problem.message}>
          <RichText text={problem.message} />
        </span>
        <span className={styles.where}>
          {where}
          {problem.hint === undefined ? '' : `. ${problem.hint}`}
        </span>
      </button>
      {problem.fix !== undefined && problem.nodeId !== undefined && problem.field !== undefined && (
        <Button small onClick={() => applyFix(store, problem)}>
          {problem.fix.title}
        </Button>
      )}
    </li>
  );
}

function whereText(state: DesignerState, problem: Diagnostic): string {
  const node = problem.nodeId === undefined ? undefined : state.index.nodes.get(problem.nodeId);
  const [first] = (problem.field ?? '').split('.');
  const field = first === undefined || first === '' ? undefined : definitionOf(node)?.fields[first]?.title;
  const parts = [
    node?.name ?? 'pipeline',
    field?.toLowerCase() ?? (problem.port === undefined ? undefined : `port ${problem.port}`),
  ];
  if (problem.span !== undefined && problem.field !== undefined)
    parts.push(`character ${problem.span.from + 1}`);
  return parts.filter((part) => part !== undefined).join(', ');
}
