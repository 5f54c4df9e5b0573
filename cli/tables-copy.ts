import { Argument, type Command } from 'commander';
import type { CopiedStore } from './aws/copy-table.ts';
import { command, connect, stageOf } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import type { Terminal } from './shared/terminal.ts';

const STORES: CopiedStore[] = ['catalog', 'price-state', 'ledger', 'reviews'];

const NOTES = `
Only what the stage lacks is put there; an item that it has stays as it is. So nothing is taken back by it, and it can be begun
again. docs/deploy.md says in which order, and what must be paused meanwhile.`;

/** `pricewire tables copy` */
export const tablesCopyCommand = (terminal: Terminal): Command =>
  command(
    'copy',
    'put what a store of a stage lacks there, out of a restored table or one of another region',
    [
      'tables copy price-state --from pricewire-prod-data-restored --stage prod',
      'tables copy ledger --from pricewire-prod-data-Ledger… --from-region eu-central-1 --stage prod-b',
    ],
  )
    .addHelpText('after', NOTES)
    .addArgument(new Argument('<store>', 'which store').choices(STORES))
    .requiredOption('--from <table>', 'the name of the table to copy from, in the same account')
    .option('--from-region <region>', "its region (default: the stage's)")
    .action(async (store: CopiedStore, from: { from: string; fromRegion?: string }, self: Command) => {
      const { show, confirm, note } = connect(terminal, self);
      const options = stageOf(self);
      if (options === undefined) throw badInput('tables are copied on AWS: say --stage');
      const { from: table, fromRegion: region } = from;
      await confirm(
        `Put what is missing in the ${store} there, out of ${table}${region ? ` in ${region}` : ''}`,
      );
      const { copyTable } = await import('./aws/copy-table.ts');
      const copied = await copyTable({ store, from: { table, region }, options }, ({ looked, added }) => {
        if (terminal.watched) note(`${looked} items looked at, ${added} added`);
      });
      show(
        copied,
        ({ looked, added }) => `${looked} items were looked at; ${added} were not there and are now.`,
      );
    });
