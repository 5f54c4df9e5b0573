import type { Command } from 'commander';
import type { RollbackStep, RolledBack } from '../api/routes/upkeep.ts';
import { formatMoney } from '../domain/values/money.ts';
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
Puts the prices of that time in force again, each with an event "rollback" and its own ledger row. A rollback works on a paused policy,
and skips the guardrails that only slow prices down; the margin floor, MAP, caps and the price band still apply. So correct list
prices, costs and terms first. Each line shows the price that the guardrails allow; if it is already in force, no event is sent.
A live policy continues to price from there with the next event: pause it to keep the prices. An interrupted rollback can be
repeated with the same time.`;

/** `pricewire rollback` */
export const rollbackCommand = (terminal: Terminal): Command =>
  command('rollback', 'put the prices of an earlier time in force again', [
    'rollback --since 15m --dry-run',
    'rollback --since 2026-11-22T12:00:00Z --policy default --why "bad list prices"',
    'rollback --since 2h --product SKU1 SKU2 --by ann',
  ])
    .addHelpText('after', NOTES)
    .requiredOption('--since <time>', 'a time, a date, or an age: 15m, 2h, 7d', timeOrAgo)
    .option('--product <id...>', 'only these products, up to 1000')
    .option('--policy <id>', 'only products of this policy')
    .option('--dry-run', 'show the effect, change nothing')
    .option('--why <text>', 'reason to record')
    .option('--by <name>', 'name of the person (default: USER)')
    .action(async (options: RollbackOptions, self: Command) => {
      const { since, product: productIds, policy: policyId, dryRun = false, why } = options;
      if (productIds !== undefined && policyId !== undefined)
        throw badInput('use --product or --policy, not both');
      const session = connect(terminal, self);
      const confirmed = await session.confirm(`Put the prices of ${since} in force again`, !dryRun);
      const by = options.by ?? (terminal.env['USER'] || undefined);
      const list = listing<RollbackStep>(terminal, session, { name: 'products', line: stepText });
      await listed(list, async () => {
        const total = await session.api.follow('POST /rollback', list.add, {
          body: { since, productIds, policyId, dryRun, why, by },
          confirmed,
        });
        list.end({ total }, totalText(total));
      });
    });

function stepText(step: RollbackStep): string {
  const { productId, currency, now, to, becomes, because, since, eventId } = step;
  const [before, asked, after] = [now, to, becomes].map((amount) => formatMoney(amount, currency));
  const change = now === becomes ? `${before} stays` : `${before} -> ${after}`;
  const then =
    because === undefined ? `in force since ${since}` : `${asked} of ${since} is not possible: ${because}`;
  return plain([`${productId}  ${change}, ${then}`, ...(eventId === undefined ? [] : [eventId])].join('  '));
}

function totalText({
  since,
  dryRun,
  rolledBack,
  unchanged,
  kept,
  without,
  unreadable,
  retired,
}: RolledBack): string {
  const done = dryRun ? 'would return' : 'return';
  const others = [
    `${unchanged} already have it`,
    ...(kept > 0 ? [`${kept} keep their price because of the guardrails`] : []),
    ...(without > 0 ? [`${without} had no price then`] : []),
    ...(unreadable > 0 ? [`${unreadable} can't be read (pricewire status lists them)`] : []),
    ...(retired > 0 ? [`${retired} are retired`] : []),
  ];
  return `${rolledBack} products ${done} to the price of ${since}; ${others.join(', ')}.`;
}
