import { Hono } from 'hono';
import type { PolicyVersions } from '../../contract/policies.ts';
import type { ApiNeed } from './need.ts';
import { inForce } from './policies.ts';

/** `/policies/:id/versions`: who brought each version about. */
export const policyVersionRoutes = (need: ApiNeed): Hono =>
  new Hono().get('/:id/versions', async (c) => {
    const policyId = c.req.param('id');
    const { version } = await inForce(need, policyId);
    const versions = await need.catalog.policyVersions(policyId);
    return c.json({
      policyId,
      inForce: version,
      versions: versions.map(({ draftId: _, ...each }) => each),
    } satisfies PolicyVersions);
  });
