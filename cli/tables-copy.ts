import { Argument, type Command } from 'commander';
import type { CopiedStore } from './aws/copy-table.ts';
import { command, connect, stageOf } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import type { Terminal } from './shared/terminal.ts';

const STORES: CopiedStore[] = ['catalog', 'price-state', 'ledger', 'reviews'];

const NOTES = `
Copies only items that the stage does not have; existing items do not change, so you can run it again. docs/deploy.md describes the
order of the stores and what to pause meanwhile.`;

/** `pricewire tables copy` */
export const tablesCopyCommand = (terminal: Terminal): Command =>
  command('copy', 'copy missing items of a store from a restored table, or from a table of another region', [
    'tables copy price-state --from pricewire-prod-data-restored --stage prod',
    'tables copy ledger --from pricewire-prod-data-Ledger… --from-region eu-central-1 --stage prod-b',
  ])
    .addHelpText('after', NOTES)
    .addArgument(new Argument('<store>', 'the store').choices(STORES))
    .requiredOption('--from <table>', 'the name of the table to copy from, in the same account')
    .option('--from-region <region>', "its region (default: the stage's)")
    .action(async (store: CopiedStore, from: { from: string; fromRegion?: string }, self: Command) => {
      const { show, confirm, note } = connect(terminal, self);
      const options = stageOf(self);
      if (options === undefined) throw badInput('works on a stage on AWS only: add --stage');
      const { from: table, fromRegion: region } = from;
      await confirm(`Copy missing items of the store ${store} from ${table}${region ? ` in ${region}` : ''}`);
      const { copyTable } = await import('./aws/copy-table.ts');
      const copied = await copyTable({ store, from: { table, region }, options }, ({ looked, added }) => {
        if (terminal.watched) note(`${looked} items checked, ${added} added`);
      });
      show(
        copied,
        ({ looked, added }) => `${looked} items checked; ${added} were missing and are now copied.`,
      );
    });
