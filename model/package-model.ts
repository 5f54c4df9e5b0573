import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { loadModel } from './scorer.ts';

/**
 * The model.tar.gz for SageMaker's XGBoost container. It contains only model.json, because the container loads the first file
 * that it finds. The same model gives the same bytes.
 *
 * @param artifactDir folder with a model.json
 * @throws UnsupportedModel for a model that the local scorer does not support
 */
export async function packageModel(artifactDir: string): Promise<Buffer> {
  const model = await readFile(join(artifactDir, 'model.json'));
  loadModel(JSON.parse(model.toString()));
  const tar = pack();
  tar.entry({ name: 'model.json', mode: 0o644, mtime: new Date(0) }, model);
  tar.finalize();
  // Node's gzip header contains no time and no file name, so the bytes are reproducible.
  return gzipSync(await buffer(tar), { level: 9 });
}
