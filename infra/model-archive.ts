import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelContract } from '../model/features.ts';
import { packageModel } from '../model/package-model.ts';
import type { DeployedModel } from '../tasks/models.ts';
import type { ModelConfig } from './config.ts';

const folderOf = ({ artifact }: ModelConfig): string =>
  fileURLToPath(new URL(`../${artifact}/`, import.meta.url));

/** The model with the contract in its folder, less what only people read: it goes into a function's environment. */
export const readModel = (model: ModelConfig): DeployedModel => ({
  endpoint: model.endpoint,
  contract: ModelContract.parse(JSON.parse(readFileSync(join(folderOf(model), 'contract.json'), 'utf8'))),
});

/** Writes the model.tar.gz that SageMaker is to load; its path. The same model gives the same bytes. */
export async function writeArchive(model: ModelConfig): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'pricewire-model-')), 'model.tar.gz');
  writeFileSync(path, await packageModel(folderOf(model)));
  return path;
}
