// Procedures of promotions.
import type { ModuleHandlers } from '../../trpc.ts';
import type { PromotionsService } from './service.ts';

export function promotionsRouter(service: PromotionsService): ModuleHandlers<'promotions'> {
  return {
    check: (target) => service.check(target),
    deploy: (target, actor) => service.deploy(target, actor),
  };
}
