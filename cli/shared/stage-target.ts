import type { Confirmed } from '../../api/routes/asked.ts';
import type { OpenedStage } from '../aws/open-stage.ts';
import { CliFailure } from './failure.ts';
import type { Target } from './target.ts';
import type { Terminal } from './terminal.ts';

export interface StageOptions {
  stage: string;
  /** Default: from the environment or the profile. */
  region?: string | undefined;
  profile?: string | undefined;
  /** Confirm in advance. */
  yes: boolean;
}

/** A stage on AWS, with the operator's own credentials. Prints account and region before the first question. */
export function stageTarget(options: StageOptions, terminal: Terminal): Target {
  const { stage, yes } = options;
  let opened: Promise<OpenedStage> | undefined;
  // Loaded here: the SDK's clients would slow down the start of every local command.
  const open = (): Promise<OpenedStage> => {
    opened ??= import('../aws/open-stage.ts').then(({ openStage }) => openStage(options, terminal));
    return opened;
  };
  const ask = async (what: string): Promise<void> => {
    if (!yes && terminal.ask === undefined)
      throw new CliFailure(2, `${what} on stage ${stage}: no terminal for the confirmation; use --yes`);
    const { description } = await open();
    if (yes) return;
    const answer = await terminal.ask?.(`${what} on ${description}? [y/N] `);
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new CliFailure(1, 'cancelled, nothing changed');
  };
  return {
    fetch: async (path, init) => (await open()).fetch(path, init),
    explain: (error) =>
      error instanceof CliFailure
        ? error
        : new CliFailure(1, error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    stranger: ({ status, headers, url }) =>
      new CliFailure(
        3,
        `the server${url ? ` at ${url}` : ''} is not Pricewire (${status}, ${headers.get('content-type') ?? 'no content type'})`,
      ),
    bus: async () => (await open()).bus(),
    async confirm(what, isNeeded = true) {
      if (isNeeded) await ask(what);
      return {} as Confirmed;
    },
  };
}
