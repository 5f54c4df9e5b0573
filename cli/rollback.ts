import type { Command } from 'commander';
import type { RolledBack } from '../console/server/api/rollback.ts';
import { formatMoney } from '../domain/money.ts';
import type { RollbackStep } from '../tasks/rollback.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import { listed, listing } from './shared/listing.ts';
import { timeOrAgo } from './shared/parse.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

interface RollbackOptions {
  since: string;
  product?: string[];
  policy?: string;
  dryRun?: boolean;
  why?: string;
  by?: string;
}

const NOTES = `
The prices that were in force at that time come in force again, each by an event "rollback" with a ledger row of its own. It
passes a paused policy and what only slows prices down; the margin floor, MAP, caps and the price band still bind it. So put the
list prices, costs and terms right first. A live policy goes on pricing from there with the next event: pause it to keep the
prices. A rollback that broke off can be given again, with the same time.`;

/** `pricewire rollback` */
export const rollbackCommand = (terminal: Terminal): Command =>
  command('rollback', 'put the prices of an earlier time in force again', [
    'rollback --since 15m --dry-run',
    'rollback --since 2026-11-22T12:00:00Z --policy default --why "bad list prices"',
    'rollback --since 2h --product SKU1 SKU2 --by ann',
  ])
    .addHelpText('after', NOTES)
    .requiredOption('--since <time>', 'a time, a date, or how long ago: 15m, 2h, 7d', timeOrAgo)
    .option('--product <id...>', 'only these products, up to 1000')
    .option('--policy <id>', 'only products of this policy')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--why <text>', 'what to note as the reason')
    .option('--by <name>', 'who asks for it (default: USER)')
    .action(async (options: RollbackOptions, self: Command) => {
      const { since, product: productIds, policy: policyId, dryRun = false, why } = options;
      if (productIds !== undefined && policyId !== undefined)
        throw badInput('name products, or a policy, but not both');
      const session = connect(terminal, self);
      if (!dryRun) await session.confirm(`Put the prices of ${since} in force again`);
      const by = options.by ?? (terminal.env['USER'] || undefined);
      const list = listing<RollbackStep>(terminal, session, { name: 'products', line: stepText });
      await listed(list, async () => {
        const total = await session.api.stream<RollbackStep, RolledBack>(
          'POST',
          apiPath`/rollback`,
          list.add,
          { since, productIds, policyId, dryRun, why, by },
        );
        list.end({ total }, totalText(total));
      });
    });

const stepText = ({ productId, currency, now, to, since, eventId }: RollbackStep): string =>
  plain(
    [
      `${productId}  ${formatMoney(now, currency)} -> ${formatMoney(to, currency)}, in force since ${since}`,
      ...(eventId === undefined ? [] : [eventId]),
    ].join('  '),
  );

function totalText({ since, dryRun, rolledBack, unchanged, without, retired }: RolledBack): string {
  const done = dryRun ? 'would go back' : 'go back';
  const others = [
    `${unchanged} have it already`,
    ...(without > 0 ? [`${without} had none`] : []),
    ...(retired > 0 ? [`${retired} are retired`] : []),
  ];
  return `${rolledBack} products ${done} to the price of ${since}; ${others.join(', ')}.`;
}
