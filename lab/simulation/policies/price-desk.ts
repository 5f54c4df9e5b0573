import type { Models } from '../../../adapters/demand-models.ts';
import type { Context } from '../../../domain/context/circumstances.ts';
import { reasonToKeepPrice } from '../../../domain/context/keeping-price.ts';
import type { Order } from '../../../domain/context/order.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import type { Decision } from '../../../domain/decision/decision.ts';
import { asksFor, type PriceEvent } from '../../../domain/events/price-event.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import type { Product } from '../../../domain/product/product.ts';
import { noState, type PriceState } from '../../../domain/state/price-state.ts';
import { asError } from '../../../domain/values/thrown.ts';
import { applyGuardrails } from '../../../tasks/apply-guardrails.ts';
import { fallbackPrice } from '../../../tasks/fallback-price.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';

/** Prices one product with Pricewire's own tasks, in memory and sequentially. */
export interface PriceDesk {
  state(): PriceState;
  product(): Product;
  /** The price in force, in minor units. Throws before there is one. */
  price(): number;
  /** The terms of the product from now on. */
  changeProduct(product: Product): void;
  /** Decides the event at `now`, RFC 3339, and puts the decision into force. `order` is the order that the event acts for. */
  handle(
    event: PriceEvent,
    now: string,
    order?: Order,
  ): Promise<{ proposal: Proposal | null; decision: Decision }>;
}

/** The workflow from LoadContext to Commit (reprice.asl.json), without storing and publishing. */
export function priceDesk(setting: { product: Product; policy: Policy; models: Models }): PriceDesk {
  const { policy, models } = setting;
  let { product } = setting;
  let now = '';
  let state = noState(product.productId);
  const clock = () => now;
  const tasks = {
    predict: predictPrice({ models, clock }),
    fallBack: fallbackPrice({ clock }),
    judge: applyGuardrails({ clock }),
  };

  const propose = async (event: PriceEvent, context: Context): Promise<Proposal | null> => {
    if (reasonToKeepPrice({ ...context, event, now }) !== undefined) return null;
    const byModel = policy.model.use && asksFor(event) === 'market';
    if (!byModel) return tasks.fallBack({ event, context, fallbackFor: null });
    try {
      return await tasks.predict({ event, context });
    } catch (error) {
      const { name, message } = asError(error);
      return tasks.fallBack({ event, context, fallbackFor: { error: name, cause: message } });
    }
  };

  return {
    state: () => state,
    product: () => product,
    price: () => {
      if (state.price === undefined) throw new RangeError('the product has no price yet');
      return state.price.amount;
    },
    changeProduct: (changed) => {
      product = changed;
    },
    handle: async (event, at, order) => {
      now = at;
      const ordered = order === undefined ? {} : { order: { order, usedBy: event.eventId } };
      const context = { product, policy, state, ...ordered };
      const proposal = await propose(event, context);
      const decision = await tasks.judge({ event, context, proposal });
      state = { ...commitDecision(state, event, decision), unsettled: {} };
      return { proposal, decision };
    },
  };
}
