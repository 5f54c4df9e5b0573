#!/usr/bin/env node
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { packageModel } from './package-model.ts';

const { artifact, out } = new Command('model:package')
  .description('Writes the model.tar.gz that a SageMaker XGBoost endpoint loads.')
  .addOption(
    new Option('--artifact <dir>', 'folder with model.json').default(
      fileURLToPath(new URL('artifact', import.meta.url)),
      'model/artifact',
    ),
  )
  .option('--out <file>', 'archive to write', 'model.tar.gz')
  .parse()
  .opts<{ artifact: string; out: string }>();

const archive = await packageModel(artifact);
await mkdir(dirname(out), { recursive: true });
await writeFile(out, archive);
console.error(`${out}: ${archive.length} bytes`);
