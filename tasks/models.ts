import * as z from 'zod';
import type { PriceModel } from '../adapters/price-model.ts';
import type { Circumstances } from '../domain/circumstances.ts';
import { UnknownModel } from '../domain/errors.ts';
import { proposeByModel } from '../domain/model-proposal.ts';
import { questionFor } from '../domain/model-question.ts';
import { runningSaleEnd } from '../domain/product.ts';
import type { Proposal } from '../domain/proposal.ts';
import { dependsOnTime, featureRows, ModelContract, toCsv } from '../model/features.ts';

/** A deployed model: the endpoint's name and the contract that its answers are read by. */
export const DeployedModel = z.object({ endpoint: z.string().min(1), contract: ModelContract });
export type DeployedModel = z.infer<typeof DeployedModel>;

/** A model that can be asked. */
export interface DemandModel extends DeployedModel {
  predict: PriceModel['predict'];
}

/** The models that are deployed; the first is asked where a policy names none. */
export type Models = readonly [DemandModel, ...DemandModel[]];

/** The model behind an endpoint. Throws UnknownModel. */
export function modelAt(models: Models, endpoint: string | undefined): DemandModel {
  const found = endpoint === undefined ? models[0] : models.find((each) => each.endpoint === endpoint);
  if (found === undefined)
    throw new UnknownModel(
      `no model is deployed as ${endpoint}; there is ${models.map((each) => each.endpoint).join(', ')}`,
    );
  return found;
}

/** A model's name and version, as proposals and calibrations carry it. */
export const modelName = ({ endpoint, contract }: DeployedModel): string => `${endpoint}@${contract.version}`;

/**
 * Asks the model for its demand index at a grid of candidate prices, and at the price in force over the time left, in one
 * request. The candidate with the best expected profit is the proposal.
 */
export async function askModel(model: DemandModel, on: Circumstances): Promise<Proposal> {
  const { contract } = model;
  const { product, policy, now } = on;
  const question = questionFor(on, {
    priceRatio: contract.priceRatio,
    dependsOnTime: dependsOnTime(contract),
  });
  const features = featureRows(contract);
  const { category, listPrice } = product;
  const known = (at: string) => ({
    category,
    listPrice,
    promo: runningSaleEnd(product, at) !== undefined,
    at,
  });
  const row = (price: number, at = now) => features({ ...known(at), price });
  const { candidates, reference, recent, times } = question;
  const rows = [
    ...candidates.map((price) => row(price)),
    row(reference),
    ...(recent ? [row(recent.price)] : []),
    ...times.map((at) => row(reference, at)),
  ];
  const indices = await model.predict(toCsv(rows), rows.length, policy.model.timeoutMs);
  const after = candidates.length + 1;
  const answer = {
    candidates: indices.slice(0, candidates.length),
    reference: indices[candidates.length] ?? 0,
    ...(recent ? { recent: indices[after] ?? 0 } : {}),
    times: indices.slice(recent ? after + 1 : after),
  };
  const proposal = proposeByModel(on, question, answer, modelName(model));
  return { ...proposal, evidence: { ...proposal.evidence, ...known(now) } };
}
