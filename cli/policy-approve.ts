import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire policy approve` */
export const policyApproveCommand = (terminal: Terminal): Command =>
  command('approve', "put another person's draft of a policy in force", [
    'policy approve 5f0f2a0e-7d4b-4b0c-9a53-0a1c7c1f4f55',
  ])
    .argument('<draft>', 'the id of the draft')
    .action(async (draftId: string, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm(`Put draft ${draftId} in force, and reprice its products`);
      show(
        await api.call('POST /policy-drafts/:id/approve', { params: { id: draftId }, confirmed }),
        ({ policyId, version }) =>
          `${policyId}: version ${version} is in force; its products are being repriced.`,
      );
    });
