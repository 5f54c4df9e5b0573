import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import type { Terminal } from './shared/terminal.ts';

interface StandingOptions {
  policy?: string;
  why: string;
}

/** `pricewire standing live` */
export const standingLiveCommand = (terminal: Terminal): Command =>
  standing(terminal, 'live', 'live', 'let products go live, and clear those that the watchdog stopped');

/** `pricewire standing watch` */
export const standingWatchCommand = (terminal: Terminal): Command =>
  standing(terminal, 'watch', 'watching', 'watch products again: their prices stay, and count from now on');

const standing = (terminal: Terminal, name: string, kind: 'live' | 'watching', summary: string): Command =>
  command(name, summary, [
    `standing ${name} SKU1 SKU2 --why "checked with the buyer"`,
    `standing ${name} --policy default --why "readiness of this week"`,
  ])
    .argument('[id...]', 'the products, up to 1000')
    .option('--policy <id>', 'every active product of this policy')
    .requiredOption('--why <text>', 'reason to record')
    .action(async (productIds: string[], { policy: policyId, why }: StandingOptions, self: Command) => {
      if (productIds.length > 0 === (policyId !== undefined))
        throw badInput('needs either product ids or --policy');
      const { api, show, confirm } = connect(terminal, self);
      const deed = kind === 'live' ? 'Let' : 'Watch';
      const which = policyId === undefined ? productIds.join(', ') : `every product of policy ${policyId}`;
      const confirmed = await confirm(`${deed} ${which} ${kind === 'live' ? 'go live' : 'again'}`);
      const body = { kind, why, ...(policyId === undefined ? { productIds } : { policyId }) };
      show(
        await api.call('POST /standing', { body, confirmed }),
        ({ changed, unchanged }) =>
          `${changed} ${kind} from now on, and repriced${unchanged > 0 ? `; ${unchanged} left alone` : ''}.`,
      );
    });
