import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { readPolicyFile } from './shared/policy-file.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire policy draft` */
export const policyDraftCommand = (terminal: Terminal): Command =>
  command('draft', 'create a draft of a policy for a second person to approve', [
    'policy draft default.json --why "steps of 5%"',
  ])
    .argument('<file>', 'the terms as JSON, with the policyId; - for standard input')
    .requiredOption('--why <text>', 'the purpose of the draft')
    .action(async (file: string, { why }: { why: string }, self: Command) => {
      const { api, show } = connect(terminal, self);
      const { terms } = await readPolicyFile(file);
      show(
        await api.call('POST /policy-drafts', { body: { terms, why } }),
        ({ draftId, policyId, basedOn }) =>
          `${policyId}: draft ${draftId} on version ${basedOn}. Another person must approve it: pricewire policy approve ${draftId}`,
      );
    });
