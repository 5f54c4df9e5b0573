import type { Command } from 'commander';
import type { ModeChange } from '../api/routes/policies.ts';
import { command, connect } from './shared/connect.ts';
import { repricedText } from './shared/repriced.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire resume` */
export const resumeCommand = (terminal: Terminal): Command =>
  command('resume', 'resume policies that were paused; first check why they were paused', [
    'policy show default     # why its breaker tripped, and for which products',
    'resume default',
    'resume                  # every policy paused by its breaker',
  ])
    .argument('[policy]', 'the policy (default: every policy paused by its breaker)')
    .action(async (policyId: string | undefined, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm(
        `Resume ${policyId === undefined ? 'every policy paused by its breaker' : `policy ${policyId}`}`,
      );
      show(
        await api.call('POST /resume', { body: { policyId }, confirmed }),
        ({ resumed }) => resumed.map(resumedText).join('\n') || 'No breaker has paused a policy.',
      );
    });

const resumedText = (done: ModeChange): string =>
  done.before === 'live'
    ? `${done.policyId} is already live.`
    : `${done.policyId} is live; ${repricedText(done)}.`;
