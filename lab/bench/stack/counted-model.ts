import { Hono } from 'hono';
import { listen } from '../../../local/http.ts';
import { MODEL_ENDPOINT, readArtifact } from '../../../local/models.ts';
import { sagemakerApp } from '../../../local/services/sagemaker.ts';

/** The bundled model behind an endpoint that counts its calls. */
export async function countedModel(): Promise<{ url: string; asked(): number; stop(): Promise<unknown> }> {
  const { model } = await readArtifact(MODEL_ENDPOINT, new URL('../../../model/artifact/', import.meta.url));
  let asked = 0;
  const app = new Hono();
  app.use(async (_, next) => {
    asked += 1;
    await next();
  });
  app.route('/', sagemakerApp(new Map([[MODEL_ENDPOINT, model]])));
  const http = await listen(0);
  http.serve(app);
  return { url: http.url, asked: () => asked, stop: http.stop };
}
