import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
This command is for a log of an older version, which has no signed count. A log of this version has a count from its first
entry on. The command verifies the log first, and refuses an invalid one.`;

/** `pricewire audit anchor` */
export const auditAnchorCommand = (terminal: Terminal): Command =>
  command('anchor', 'count and sign the entries of an audit log that has no signed count yet', [
    'audit anchor',
  ])
    .addHelpText('after', NOTES)
    .action(async (_options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm('Count and sign the entries of the audit log');
      show(await api.call('POST /audit/anchor', { confirmed }), ({ anchored }) =>
        anchored ? 'The entries are counted and signed.' : 'The log already has a signed count.',
      );
    });
