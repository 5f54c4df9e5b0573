import type { Command } from 'commander';
import { orderText } from '../domain/context/order.ts';
import type { TrailEntry } from '../domain/guardrails/trail.ts';
import { expiryText } from '../domain/record/committed-evidence.ts';
import type { Evidence } from '../domain/record/ledger.ts';
import { formatMoney } from '../domain/values/money.ts';
import { command, connect } from './shared/connect.ts';
import { plain } from './shared/plain.ts';
import { rowPairs } from './shared/row.ts';
import { type Cell, pairs, table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire ledger show` */
export const ledgerShowCommand = (terminal: Terminal): Command =>
  command('show', 'show the outcome of an event and the reasons: proposal and guardrail trail', [
    'ledger show 6f1f…',
    'ledger show 6f1f… --json',
  ])
    .argument('<event>', 'the id of the event')
    .action(async (id: string, _options, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /events/:id', { params: { id } }), ({ row, evidence, orders = [] }) =>
        [
          rowPairs(row),
          ...orders.map((order) => plain(orderText(order))),
          ...evidence.map((each) => decisionText(each, row.revision)),
          ...[expiryText(row, evidence) ?? []].flat(),
        ].join('\n\n'),
      );
    });

/** One decision: context, policy, proposal and guardrails. */
function decisionText({ context, proposal, decision }: Evidence, committed: number | undefined): string {
  const money = (amount: number | null | undefined): Cell => amountIn(decision.currency, amount);
  const stands = committed === context + 1 ? 'committed' : 'not committed';
  const { policyId, version, mode } = decision.policy;
  const about = pairs([
    ['decision on revision', `${context} (${stands})`],
    ['policy', `${policyId} version ${version}, ${mode}`],
    ['proposal', proposal && amountIn(proposal.currency, proposal.amount)],
    ['proposed by', proposal && `${proposal.source}: ${proposal.by}`],
    ['fallback reason', proposal?.fallbackReason],
    ...Object.entries(proposal?.evidence ?? {}).map(([name, value]): [string, Cell] => [`  ${name}`, value]),
    ['price before', money(decision.priceBefore)],
    ['verdict', `${decision.verdict}: ${decision.reason}`],
    ['price', money(decision.price)],
    ['outcome', decision.outcome],
  ]);
  return decision.trail.length === 0 ? about : `${about}\n\n${trailTable(decision.trail, money)}`;
}

const amountIn = (currency: string, amount: number | null | undefined): Cell => {
  if (amount === undefined || amount === null) return undefined;
  return Number.isSafeInteger(amount) ? formatMoney(amount, currency) : `${amount} minor units`;
};

/** The verdict of each guardrail. */
export const trailTable = (trail: TrailEntry[], money: (amount: number | null) => Cell): string =>
  table(
    ['GUARDRAIL', 'VERDICT', 'BEFORE', 'AFTER', 'BECAUSE'],
    trail.map(({ guardrail, verdict, before, after, bound, why }) => [
      guardrail,
      verdict,
      money(before),
      money(after),
      bound ?? why,
    ]),
    ['BEFORE', 'AFTER'],
  );
