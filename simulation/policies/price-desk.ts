import type { Context } from '../../domain/circumstances.ts';
import type { Decision } from '../../domain/decision.ts';
import type { PriceEvent } from '../../domain/inventory-event.ts';
import type { Policy } from '../../domain/policy.ts';
import { commitDecision, noState, type PriceState } from '../../domain/price-state.ts';
import type { Product } from '../../domain/product.ts';
import type { Proposal } from '../../domain/proposal.ts';
import { reasonToStand } from '../../domain/standing.ts';
import { applyGuardrails } from '../../tasks/apply-guardrails.ts';
import { fallbackPrice } from '../../tasks/fallback-price.ts';
import type { Models } from '../../tasks/models.ts';
import { predictPrice } from '../../tasks/predict-price.ts';

/** One product priced by Pricewire's own tasks, in memory and one event after the other. */
export interface PriceDesk {
  state(): PriceState;
  /** The price in force, in minor units. Throws before there is one. */
  price(): number;
  /** Decides the event at `now`, RFC 3339, and puts the decision into force. */
  handle(event: PriceEvent, now: string): Promise<{ proposal: Proposal | null; decision: Decision }>;
}

/** Does what the workflow does for an event, but for storing and publishing: reprice.asl.json from LoadContext to Commit. */
export function priceDesk(setting: { product: Product; policy: Policy; models: Models }): PriceDesk {
  const { product, policy, models } = setting;
  let now = '';
  let state = noState(product.productId);
  const clock = () => now;
  const tasks = {
    predict: predictPrice({ models, clock }),
    fallBack: fallbackPrice({ clock }),
    judge: applyGuardrails({ clock }),
  };

  const propose = async (event: PriceEvent, context: Context): Promise<Proposal | null> => {
    if (reasonToStand({ ...context, event, now }) !== undefined) return null;
    const byModel = policy.model.use && (event.kind === 'inventory' || event.kind === 'reprice');
    if (!byModel) return tasks.fallBack({ event, context, fallbackFor: null });
    try {
      return await tasks.predict({ event, context });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return tasks.fallBack({ event, context, fallbackFor: { error: name, cause: message } });
    }
  };

  return {
    state: () => state,
    price: () => {
      if (state.price === undefined) throw new RangeError('the product has no price yet');
      return state.price.amount;
    },
    handle: async (event, at) => {
      now = at;
      const context = { product, policy, state };
      const proposal = await propose(event, context);
      const decision = await tasks.judge({ event, context, proposal });
      state = { ...commitDecision(state, event, decision), unsettled: {} };
      return { proposal, decision };
    },
  };
}
