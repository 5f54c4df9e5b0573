import { Argument, type Command } from 'commander';
import type { ModeChange } from '../console/server/api/policies.ts';
import { Mode } from '../domain/policy.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire policy mode` */
export const policyModeCommand = (terminal: Terminal): Command =>
  command('mode', 'let a policy price (live), only watch (shadow), or hold every price (paused)', [
    'policy mode default paused',
    'policy mode default live     # reprices what was held',
  ])
    .argument('<id>', 'the policy')
    .addArgument(new Argument('<mode>', 'the mode').choices(Mode.options))
    .action(async (id: string, mode: Mode, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      await confirm(`Set policy ${id} to ${mode}`);
      show(
        await api.send<ModeChange>('POST', apiPath`/policies/${id}/mode`, { mode }),
        ({ before, repriced }) =>
          `${id}: ${before === mode ? `is ${mode} already` : `went from ${before} to ${mode}`}${repriced > 0 ? `; ${repriced} products are being repriced` : ''}.`,
      );
    });
