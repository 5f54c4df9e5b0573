import type { Circumstances } from '../../domain/context/circumstances.ts';
import type { Proposal } from '../../domain/context/proposal.ts';
import { askNamedModel, type Models } from '../../tasks/models.ts';

/** Longer than under live pricing: no price waits, and the endpoint may be far away. */
const PATIENCE_MS = 5_000;

/** Asks the deployed model of the policy, or of `endpoint`, with a time-out of `PATIENCE_MS`. */
export const askDeployed =
  (models: Models, endpoint?: string) =>
  (on: Circumstances): Promise<Proposal> => {
    const { policy } = on;
    const model = {
      ...policy.model,
      timeoutMs: PATIENCE_MS,
      ...(endpoint === undefined ? {} : { endpoint }),
    };
    return askNamedModel(models, { ...on, policy: { ...policy, model } });
  };
