import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { loadModel } from './scorer.ts';

/**
 * The model.tar.gz that SageMaker's XGBoost container takes: model.json and nothing else, since the container loads the
 * first file it finds. The same model gives the same bytes.
 *
 * @param artifactDir folder with a model.json
 * @throws UnsupportedModel for a model that could not be scored locally
 */
export async function packageModel(artifactDir: string): Promise<Buffer> {
  const model = await readFile(join(artifactDir, 'model.json'));
  loadModel(JSON.parse(model.toString()));
  const tar = pack();
  tar.entry({ name: 'model.json', mode: 0o644, mtime: new Date(0) }, model);
  tar.finalize();
  // Node's gzip header has no time and no file name.
  return gzipSync(await buffer(tar), { level: 9 });
}
