import { randomUUID } from 'node:crypto';
import type { Catalog } from '../adapters/catalog.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceCache } from '../adapters/price-cache.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { ApplyGuardrailsInput, applyGuardrails } from '../tasks/apply-guardrails.ts';
import { packing, packingContext, packingDecision } from '../tasks/carried.ts';
import { ChallengePriceInput, challengePrice } from '../tasks/challenge-price.ts';
import { type Clock, type Sleep, systemSleep } from '../tasks/clock.ts';
import { CloseInput, close } from '../tasks/close.ts';
import { CommitInput, commit } from '../tasks/commit.ts';
import { DeadLetterInput, deadLetter } from '../tasks/dead-letter.ts';
import { FallbackPriceInput, fallbackPrice } from '../tasks/fallback-price.ts';
import { type Handler, lambdaTask } from '../tasks/lambda.ts';
import { LoadContextInput } from '../tasks/load-context.ts';
import type { Models } from '../tasks/models.ts';
import { PredictPriceInput, predictPrice } from '../tasks/predict-price.ts';
import { PublishPriceInput, publishPrice } from '../tasks/publish-price.ts';
import { ReceiveEventInput, receiveEvent } from '../tasks/receive-event.ts';
import { loadInTurn } from '../tasks/wait-turn.ts';

export interface TaskNeeds {
  catalog: Catalog;
  priceStates: PriceStates;
  ledger: Ledger;
  cache: PriceCache;
  models: Models;
  clock: Clock;
  newEpoch?: () => string;
  sleep?: Sleep;
}

/** Every task of the workflow as the function that its state calls, by the state's name. */
export function taskHandlers({
  newEpoch = randomUUID,
  sleep = systemSleep,
  ...rest
}: TaskNeeds): Record<string, Handler> {
  const need = { ...rest, newEpoch, sleep };
  return {
    ReceiveEvent: lambdaTask(ReceiveEventInput, receiveEvent(need)),
    LoadContext: lambdaTask(LoadContextInput, packingContext(loadInTurn(need))),
    PredictPrice: lambdaTask(PredictPriceInput, packing(predictPrice(need))),
    FallbackPrice: lambdaTask(FallbackPriceInput, packing(fallbackPrice(need))),
    ApplyGuardrails: lambdaTask(ApplyGuardrailsInput, packingDecision(applyGuardrails(need))),
    Commit: lambdaTask(CommitInput, commit(need)),
    PublishPrice: lambdaTask(PublishPriceInput, publishPrice(need)),
    Close: lambdaTask(CloseInput, close(need)),
    DeadLetter: lambdaTask(DeadLetterInput, deadLetter(need)),
    ChallengePrice: lambdaTask(ChallengePriceInput, challengePrice(need)),
  };
}

/** The workflow's placeholders, bound to these functions and to the names of the local resources. */
export const localBindings = (
  handlers: Record<string, Handler>,
  resources: Record<string, string>,
): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(handlers).map((name) => [`${name}Function`, name])),
  ...resources,
});
