import { readFile } from 'node:fs/promises';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { DemandModel } from '../adapters/demand-models.ts';
import { sagemakerPriceModel } from '../adapters/price-model.ts';
import { ModelContract } from '../model/features.ts';
import { loadModel, type Model } from '../model/scorer.ts';
import { LOCAL_AWS } from './services/aws.ts';

/** Endpoint name of the model in model/artifact. */
export const MODEL_ENDPOINT = 'pricewire-demand';
/** Endpoint name of the optional second model. */
export const CHALLENGER_ENDPOINT = 'pricewire-challenger';

/** A model file, and the contract for its input and output. */
export interface Artifact {
  endpoint: string;
  model: Model;
  contract: ModelContract;
}

/** Reads model.json and contract.json in `folder`, to be served as `endpoint`. */
export async function readArtifact(endpoint: string, folder: URL): Promise<Artifact> {
  const json = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(new URL(file, folder), 'utf8'));
  return {
    endpoint,
    model: loadModel(await json('model.json')),
    contract: ModelContract.parse(await json('contract.json')),
  };
}

/** The model behind the SageMaker runtime at `url`. */
export const modelBehind = (url: string, { endpoint, contract }: Artifact): DemandModel => ({
  endpoint,
  contract,
  predict: sagemakerPriceModel(
    new SageMakerRuntimeClient({ ...LOCAL_AWS, endpoint: url, maxAttempts: 1 }),
    endpoint,
  ).predict,
});
