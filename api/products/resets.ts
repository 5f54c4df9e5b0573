import type { PriceState } from '../../domain/state/price-state.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem, notFound } from '../problem.ts';
import type { DemandResetResult, SequenceResetResult } from '../routes/products.ts';

type Deps = Pick<ApiDeps, 'priceStates'>;

const RESETS_TRIED = 20;

/** Lets events with a sequence above `to` count again; without `to`, any sequence. */
export async function resetSequence(
  deps: Deps,
  productId: string,
  to: number | undefined,
): Promise<SequenceResetResult> {
  const state = await resetState(deps, productId, (each) => deps.priceStates.resetSequence(each, to));
  return { productId, before: state.sequence ?? null, after: to ?? null, revision: state.revision + 1 };
}

/** Deletes the product's learned demand. */
export async function resetDemand(deps: Deps, productId: string): Promise<DemandResetResult> {
  const state = await resetState(deps, productId, deps.priceStates.resetDemand);
  return { productId, forgotten: state.demand ?? null, revision: state.revision + 1 };
}

/** Resets the state, again if a decision changed it meanwhile. Returns the state before. */
export async function resetState(
  { priceStates }: Deps,
  productId: string,
  reset: (state: PriceState) => Promise<boolean>,
): Promise<PriceState> {
  for (let tried = 0; tried < RESETS_TRIED; tried += 1) {
    const state = await priceStates.read(productId);
    if (state === undefined) throw notFound(`product ${productId} has no price state`);
    if (await reset(state)) return state;
  }
  throw new ApiProblem(
    409,
    'Conflict',
    `the state of ${productId} changed ${RESETS_TRIED} times meanwhile; try again`,
  );
}
