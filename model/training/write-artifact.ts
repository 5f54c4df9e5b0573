import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FEATURE_CONTRACT_VERSION, featureNames, ModelContract } from '../features.ts';
import { baselinesCsv } from './baselines-csv.ts';
import type { Candidate } from './candidate.ts';
import { modelCard } from './card.ts';
import type { SlopeFit } from './estimate-slopes.ts';
import { plots } from './plots.ts';
import type { Report } from './report.ts';
import type { Sales } from './sales-file.ts';
import type { TrainingSet } from './training-set.ts';

export interface Trained {
  sales: Sales;
  set: TrainingSet;
  champion: Candidate;
  slopes: Pick<SlopeFit, 'own'>;
  report: Report;
  /** By product. */
  elasticities: readonly number[];
}

/** Writes the artifact beside `out`, then moves the complete files there. Other files in `out` stay. */
export async function writeArtifact(out: string, trained: Trained): Promise<void> {
  const target = resolve(out);
  const files = artifactFiles(trained);
  await mkdir(target, { recursive: true });
  const folder = await mkdtemp(`${target}.new-`);
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    for (const name of Object.keys(files)) await rename(join(folder, name), join(target, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function artifactFiles(trained: Trained): Record<string, string> {
  const { champion, set, report } = trained;
  const version = createHash('sha256').update(champion.boosted.json).digest('hex').slice(0, 12);
  const contract = ModelContract.parse({
    featureContractVersion: FEATURE_CONTRACT_VERSION,
    version,
    kind: champion.kind,
    ...set.features,
    priceRatio: report.priceRatio,
    dispersion: report.dispersion,
    warnings: [...report.refused, ...report.warnings],
  });
  const more = {
    features: featureNames(set.features),
    xgboostVersion: champion.boosted.xgboostVersion,
    trainingDataSha256: report.data.sha256,
    training: report,
  };
  return {
    'model.json': champion.boosted.json,
    'contract.json': `${JSON.stringify({ ...contract, ...more }, null, 2)}\n`,
    'baselines.csv': baselinesCsv(trained),
    'MODEL_CARD.md': modelCard(contract, more.xgboostVersion, report),
    ...plots(trained),
  };
}
