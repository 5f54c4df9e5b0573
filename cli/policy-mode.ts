import { Argument, type Command } from 'commander';
import { Mode } from '../domain/policy/policy.ts';
import { command, connect } from './shared/connect.ts';
import { repricedText } from './shared/repriced.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire policy mode` */
export const policyModeCommand = (terminal: Terminal): Command =>
  command('mode', 'set the mode: live (prices change), shadow (only recorded) or paused (prices stay)', [
    'policy mode default paused',
    'policy mode default live     # reprices held products',
  ])
    .argument('<id>', 'the policy')
    .addArgument(new Argument('<mode>', 'the mode').choices(Mode.options))
    .action(async (id: string, mode: Mode, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm(`Set policy ${id} to ${mode}`);
      show(
        await api.call('POST /policies/:id/mode', { params: { id }, body: { mode }, confirmed }),
        (done) => {
          const went = done.before === mode ? `is already ${mode}` : `went from ${done.before} to ${mode}`;
          const later = done.auditedLater ? ' The audit log is not available: the entry follows later.' : '';
          return `${id}: ${went}${done.repriced > 0 ? `; ${repricedText(done, mode)}` : ''}.${later}`;
        },
      );
    });
