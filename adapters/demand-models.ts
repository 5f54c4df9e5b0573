import * as z from 'zod';
import type { Circumstances } from '../domain/context/circumstances.ts';
import { checkCalibration } from '../domain/context/model-health.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import { proposeFrom, rowsOf } from '../domain/proposals/answered.ts';
import { questionFor } from '../domain/proposals/model-question.ts';
import { UnknownModel } from '../domain/values/errors.ts';
import { dependsOnTime, featureRows, ModelContract, toCsv } from '../model/features.ts';
import type { PriceModel } from './price-model.ts';

/** A deployed model: the endpoint's name and the contract of its answers. */
export const DeployedModel = z.object({ endpoint: z.string().min(1), contract: ModelContract });
export type DeployedModel = z.infer<typeof DeployedModel>;

/** A model that can be asked. */
export interface DemandModel extends DeployedModel {
  predict: PriceModel['predict'];
}

/** The deployed models; the first is the default. */
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

// They are a part of each decision's evidence; the contract has all of them.
const WARNINGS_KEPT = 3;
const LONGEST_WARNING = 200;

/**
 * Asks the model for its demand index at a grid of candidate prices and, at the price in force, over the time left, in one
 * request. Proposes the candidate with the best expected profit.
 */
export async function askModel(model: DemandModel, on: Circumstances): Promise<Proposal> {
  const { contract } = model;
  const traits = { priceRatio: contract.priceRatio, dependsOnTime: dependsOnTime(contract) };
  const question = questionFor(on, traits);
  const rows = rowsOf(on, question).map(featureRows(contract));
  const indices = await model.predict(toCsv(rows), rows.length, on.policy.model.timeoutMs);
  const warnings = (contract.warnings ?? [])
    .slice(0, WARNINGS_KEPT)
    .map((each) => each.slice(0, LONGEST_WARNING));
  const answered = { ...traits, indices, ...(warnings.length > 0 ? { warnings } : {}) };
  return proposeFrom(on, question, answered, modelName(model));
}

/** Asks the policy's model. Throws if it is not deployed, can't answer, or is switched off for its calibration. */
export async function askNamedModel(models: Models, on: Circumstances): Promise<Proposal> {
  const { endpoint, calibration } = on.policy.model;
  const model = modelAt(models, endpoint);
  checkCalibration(calibration, on.modelHealth ?? [], modelName(model));
  return askModel(model, on);
}
