import type { Circumstances } from '../context/circumstances.ts';
import { horizonOf } from '../context/horizon.ts';
import type { Answered, Proposal } from '../context/proposal.ts';
import { runningSaleEnd } from '../product/product.ts';
import { type ModelAnswer, proposeByModel } from './model-proposal.ts';
import type { ModelQuestion } from './model-question.ts';

/** One row of a question to the model: price, time and product features. */
export interface Asked {
  category: string;
  listPrice: number;
  promo: boolean;
  at: string;
  price: number;
}

/** The rows of a question, in the order of the answers: candidates, reference, the recent price, the reference over time. */
export function rowsOf({ product, now }: Circumstances, question: ModelQuestion): Asked[] {
  const { category, listPrice } = product;
  const row = (price: number, at = now): Asked => ({
    category,
    listPrice,
    promo: runningSaleEnd(product, at) !== undefined,
    at,
    price,
  });
  const { candidates, reference, recent, times } = question;
  return [
    ...candidates.map((price) => row(price)),
    row(reference),
    ...(recent ? [row(recent.price)] : []),
    ...times.map((at) => row(reference, at)),
  ];
}

/** The proposal that follows from the raw answers. Throws like `proposeByModel`. */
export function proposeFrom(
  on: Circumstances,
  question: ModelQuestion,
  answered: Answered,
  model: string,
): Proposal {
  const proposal = proposeByModel(on, question, answerOf(question, answered.indices), model);
  const { product, now } = on;
  const { kind: horizon, until, announced } = horizonOf(on);
  const known = {
    category: product.category,
    listPrice: product.listPrice,
    promo: runningSaleEnd(product, now) !== undefined,
    at: now,
    horizon,
    until,
    ...(announced === undefined ? {} : { announced }),
  };
  const { warnings } = answered;
  return {
    ...proposal,
    evidence: { ...proposal.evidence, ...known },
    ...(warnings ? { warnings } : {}),
    answered,
  };
}

function answerOf({ candidates, recent }: ModelQuestion, indices: readonly number[]): ModelAnswer {
  const after = candidates.length + 1;
  return {
    candidates: indices.slice(0, candidates.length),
    reference: indices[candidates.length] ?? 0,
    ...(recent ? { recent: indices[after] ?? 0 } : {}),
    times: indices.slice(recent ? after + 1 : after),
  };
}
