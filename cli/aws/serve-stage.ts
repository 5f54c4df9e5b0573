import { Hono } from 'hono';
import { buildPage, isBuilt, PAGE_DIR } from '../../console/server/build-page.ts';
import { PAGE_PATH, pageApp } from '../../console/server/page.ts';
import { listen, PortTaken } from '../../local/http.ts';
import { badInput } from '../shared/failure.ts';
import type { StageOptions } from '../shared/stage-target.ts';
import type { Terminal } from '../shared/terminal.ts';
import { openStage } from './open-stage.ts';

/** The console of a stage, on this machine. */
export interface ServedStage {
  url: string;
  description: string;
  stop(): Promise<void>;
}

/** Serves the console of a stage on a port of this machine, 0 for any. Throws CliFailure. */
export async function serveStage(
  options: StageOptions,
  terminal: Terminal,
  { port, say }: { port: number; say: (line: string) => void },
): Promise<ServedStage> {
  const { app, description } = await openStage(options, terminal);
  const stage = await app();
  const http = await listen(port).catch((error: unknown) => {
    throw error instanceof PortTaken ? badInput(error.message, error) : error;
  });
  http.serve(new Hono().route('/', stage).route('/', pageApp(PAGE_DIR)));
  const build = (await isBuilt()) ? undefined : buildPage(say);
  return {
    url: `${http.url}${PAGE_PATH}`,
    description,
    async stop() {
      await build?.stop();
      await http.stop();
    },
  };
}
