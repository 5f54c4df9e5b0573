import type { Command } from 'commander';
import type { ModeChange } from '../console/server/api/policies.ts';
import type { ResumeResult } from '../console/server/api/resume.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire resume` */
export const resumeCommand = (terminal: Terminal): Command =>
  command('resume', 'let paused policies price again, once you have seen why they were paused', [
    'policy show default     # why its breaker tripped, and over which products',
    'resume default',
    'resume                  # every policy that its breaker has paused',
  ])
    .argument('[policy]', 'the policy; every one that its breaker has paused if it is left out')
    .action(async (policyId: string | undefined, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      await confirm(
        `Resume ${policyId === undefined ? 'every policy that its breaker has paused' : `policy ${policyId}`}`,
      );
      show(
        await api.send<ResumeResult>('POST', apiPath`/resume`, { policyId }),
        ({ resumed }) => resumed.map(resumedText).join('\n') || 'No policy is paused by its breaker.',
      );
    });

const resumedText = ({ policyId, before, repriced }: ModeChange): string =>
  before === 'live'
    ? `${policyId} is live already.`
    : `${policyId} is live; ${repriced} products are being repriced.`;
