import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeployedModel } from '../adapters/demand-models.ts';
import { ModelContract } from '../model/features.ts';
import { packageModel } from '../model/package-model.ts';
import type { ModelConfig } from './config.ts';

const folderOf = ({ artifact }: ModelConfig): string =>
  fileURLToPath(new URL(`../${artifact}/`, import.meta.url));

/** The model with its contract, without the fields that are only for people: environment variables have a size limit. */
export const readModel = (model: ModelConfig): DeployedModel => ({
  endpoint: model.endpoint,
  contract: ModelContract.parse(JSON.parse(readFileSync(join(folderOf(model), 'contract.json'), 'utf8'))),
});

/** Writes the model.tar.gz for SageMaker and returns its path. The same model gives the same bytes. */
export async function writeArchive(model: ModelConfig): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'pricewire-model-')), 'model.tar.gz');
  writeFileSync(path, await packageModel(folderOf(model)));
  return path;
}
