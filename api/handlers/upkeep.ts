import { setTimeout as sleep } from 'node:timers/promises';
import { isAmong } from '../../domain/policy/four-eyes.ts';
import type { RollbackStep } from '../../domain/record/upkeep-lines.ts';
import { rollback } from '../../upkeep/rollback.ts';
import { audit } from '../access/audited.ts';
import { callerOf } from '../access/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { inForce } from '../policies/in-force.ts';
import { ApiProblem } from '../problem.ts';
import type { RolledBack, UPKEEP_ROUTES } from '../routes/upkeep.ts';
import type { Handlers } from '../serve.ts';
import { reconciliation } from '../upkeep/reconciliation.ts';
import { rolledBackProducts } from '../upkeep/rolled-back-products.ts';

type Deps = Pick<
  ApiDeps,
  | 'catalog'
  | 'priceStates'
  | 'ledger'
  | 'orders'
  | 'bus'
  | 'archive'
  | 'deliver'
  | 'underWayMs'
  | 'cacheCare'
  | 'clock'
  | 'newId'
  | 'audit'
>;

/** Long jobs that answer by lines: rollback, cache care, reconciliation. */
export const upkeepHandlers = (
  deps: Deps,
  wait: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
): Handlers<typeof UPKEEP_ROUTES> => ({
  'POST /rollback': async ({ c, body: { productIds, policyId, why, by, ...rest } }) => {
    const { id, client } = callerOf(c);
    // A script may name the person for whom it asks; a page may not. The order is given by the caller in any case.
    const onBehalfOf = client === 'cli' && by !== undefined && !isAmong(by, [id]) ? by : undefined;
    const request = { ...rest, by: id, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) };
    const { since, dryRun } = request;
    if (since > deps.clock()) throw new ApiProblem(400, 'Bad request', `since: ${since} is yet to come`);
    if (policyId !== undefined) await inForce(deps, policyId);
    const products = await rolledBackProducts(deps, { productIds, policyId });
    const details = {
      ...request,
      ...(why === undefined ? {} : { why }),
      ...(productIds ? { productIds } : {}),
    };
    const { day, seq } = await audit(c, deps, {
      subject: { kind: 'policy', id: policyId ?? 'all' },
      details,
    });
    async function* lines(): AsyncGenerator<RollbackStep, RolledBack> {
      const asked = { ...request, why: why ?? `back to the prices of ${since}`, audit: { day, seq } };
      const total = yield* rollback({ ...deps, wait }, products, asked);
      return { ...total, since, dryRun };
    }
    return lines();
  },
  'GET /cache/verify': () => deps.cacheCare.verify(),
  'POST /cache/rebuild': async ({ c }) => {
    await audit(c, deps, { subject: { kind: 'cache', id: 'all' }, details: {} });
    return deps.cacheCare.rebuild();
  },
  'POST /archive/reconcile': async ({ c, body: { since, dryRun } }) => {
    await audit(c, deps, { subject: { kind: 'archive', id: since }, details: { since, dryRun } });
    return reconciliation(deps, { since, dryRun });
  },
});
