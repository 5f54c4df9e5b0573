import type { Command } from 'commander';
import { command, connect, stageOf, urlOf } from './shared/connect.ts';
import { integer } from './shared/parse.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
A stack on this machine serves its own console; the command prints the address. The console of a stage runs in this process, on
the stage's stores, until Ctrl-C. Anyone who can reach the port on this machine uses your credentials.`;

/** `pricewire console` */
export const consoleCommand = (terminal: Terminal): Command =>
  command('console', 'open the console: live events, search, traces, dead letters, reviews', [
    'console',
    'console --stage prod',
    'console --stage prod --port 4500',
  ])
    .addHelpText('after', NOTES)
    .option('--port <n>', 'local port for the console of a stage', integer(0, 65_535), 4410)
    .action(async ({ port }: { port: number }, self: Command) => {
      const { api, show, note } = connect(terminal, self);
      const stage = stageOf(self);
      if (stage === undefined) {
        await api.call('GET /status');
        show({ url: `${urlOf(terminal, self).replace(/\/$/, '')}/console` }, ({ url }) => url);
        return;
      }
      const { serveStage } = await import('./aws/serve-stage.ts');
      const served = await serveStage(stage, terminal, { port, say: note });
      show({ url: served.url, stage: served.description }, ({ url }) => url);
      note('Ctrl-C stops it.');
      await interrupted(terminal.onInterrupt());
      await served.stop();
    });

const interrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
