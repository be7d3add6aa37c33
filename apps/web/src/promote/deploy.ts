// Deploying a version to an environment, with every refusal said in words.
import type { CheckResult } from '@weir/shared/api';
import { ApiError, api } from '../api.ts';
import { toast } from '../ui/toast.tsx';

export type Target = {
  readonly pipelineId: string;
  readonly number: number;
  readonly environment: 'development' | 'production';
};

/** True when the version runs there now. Refusals and failures are shown as messages. */
export async function deployVersion(target: Target, how: 'deploy' | 'rollback' = 'deploy'): Promise<boolean> {
  try {
    const result = await api.mutate('promotions.deploy', target);
    if (result.status === 'refused') {
      toast(`Not deployed: ${refusalText(result.checks)}`, { tone: 'crit' });
      return false;
    }
    if (result.status === 'failed') {
      toast(
        `v${target.number} failed in ${target.environment}: ${result.error?.message ?? 'no reason given'}`,
        {
          tone: 'crit',
        },
      );
      return true;
    }
    const done = how === 'rollback' ? 'Rolled back: ' : '';
    toast(`${done}v${target.number} runs in ${target.environment}`, { tone: 'ok' });
    for (const notice of result.notices) toast(notice, { tone: 'warn' });
    return true;
  } catch (cause) {
    const message = cause instanceof ApiError ? cause.message : String(cause);
    toast(`Not deployed: ${message}`, { tone: 'crit' });
    return false;
  }
}

/** The failed checks in one line. */
export function refusalText(checks: readonly CheckResult[]): string {
  const failed = checks.filter((check) => check.status === 'failed');
  return failed.map((check) => `${check.title}: ${check.detail}`).join('; ') || 'a check failed';
}
