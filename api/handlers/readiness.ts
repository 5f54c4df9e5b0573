import { audit } from '../access/audited.ts';
import type { ApiDeps } from '../deps.ts';
import { readinessOf } from '../products/readiness.ts';
import { setStanding } from '../products/set-standing.ts';
import type { READINESS_ROUTES } from '../routes/readiness.ts';
import type { Handlers } from '../serve.ts';

type Deps = Pick<ApiDeps, 'catalog' | 'priceStates' | 'bus' | 'clock' | 'audit'>;

/** Whether products are ready to go live, and a person's word on it. */
export const readinessHandlers = (deps: Deps): Handlers<typeof READINESS_ROUTES> => ({
  'GET /readiness': async ({ query: { policyId } }) => ({ policies: await readinessOf(deps, policyId) }),
  'POST /standing': async ({ c, body }) => {
    const subject =
      'policyId' in body ? { kind: 'policy', id: body.policyId } : { kind: 'catalog', id: 'products' };
    await audit(c, deps, { subject, details: { ...body } });
    return setStanding(deps, body);
  },
});
