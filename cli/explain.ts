import type { Command } from 'commander';
import type { EventDetail } from '../api/routes/events.ts';
import { experimentText, horizonText, keptText, slopeText } from '../domain/context/evidence-text.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import type { CurvePoint } from '../domain/demand/evidence.ts';
import { committedEvidence, expiryText } from '../domain/record/committed-evidence.ts';
import type { Evidence } from '../domain/record/ledger.ts';
import { formatMoney } from '../domain/values/money.ts';
import { rateText } from '../domain/values/rate-text.ts';
import { readableTime } from '../domain/values/time.ts';
import { trailTable } from './ledger-show.ts';
import { command, connect } from './shared/connect.ts';
import { integer } from './shared/parse.ts';
import { type Cell, pairs, table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire explain` */
export const explainCommand = (terminal: Terminal): Command =>
  command('explain', 'show why an event got this price', [
    'explain 6f1f…',
    'explain 6f1f… --neighbours 25   # the whole curve',
  ])
    .argument('<event>', 'the id of the event')
    .option('--neighbours <n>', 'candidates to show on each side of the proposal', integer(0), 4)
    .action(async (id: string, { neighbours }: { neighbours: number }, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /events/:id', { params: { id } }), (detail) => explained(detail, neighbours));
    });

function explained({ row, evidence }: EventDetail, neighbours: number): string {
  const shown = committedEvidence(row, evidence) ?? evidence.at(-1);
  const expired = expiryText(row, evidence);
  if (expired !== undefined)
    return `${row.eventId} ended ${row.outcome}: ${row.reason ?? 'no reason recorded'}. ${expired}`;
  if (shown === undefined)
    return `${row.eventId} ended ${row.outcome ?? 'open'} without a decision: ${row.reason ?? 'in progress'}.`;
  const { proposal, decision } = shown;
  const money = moneyIn(decision.currency);
  const parts = [
    conclusion(shown, money),
    ...(proposal ? [aboutProposal(proposal, money)] : []),
    ...(proposal?.curve ? [curveTable(proposal, proposal.curve, neighbours, money)] : []),
    ...(decision.trail.length > 0 ? [trailTable(decision.trail, money)] : []),
  ];
  return parts.join('\n\n');
}

type Money = (amount: number | null | undefined) => Cell;

const moneyIn =
  (currency: string): Money =>
  (amount) =>
    amount === null || amount === undefined ? undefined : formatMoney(Math.round(amount), currency);

function conclusion({ productId, proposal, decision }: Evidence, money: Money): string {
  const { outcome, price, priceBefore, reason } = decision;
  const end =
    price === undefined
      ? `${money(priceBefore) ?? 'no price'} stays`
      : `${money(priceBefore) ?? 'no price'} -> ${money(price)}`;
  const proposed = proposal ? `; ${proposal.source} proposed ${money(proposal.amount) ?? 'no number'}` : '';
  return `${productId}: ${outcome}, ${end} (${reason})${proposed}.`;
}

function aboutProposal(proposal: Proposal, money: Money): string {
  const { by, fallbackReason, evidence, demand } = proposal;
  return pairs([
    ['proposed by', by],
    ['fallback reason', fallbackReason],
    ['price kept', keptText(proposal, readableTime)],
    ['sell until', horizonText(proposal, readableTime)],
    [
      'demand level',
      demand &&
        `${rateText(demand.level.unitsPerHour)} units an hour at index 1, +/- ${(100 * demand.level.cv).toFixed(0)}%`,
    ],
    ['demand slope', slopeText(proposal)],
    ['experiment', experimentText(proposal, (amount) => String(money(amount)))],
    [
      'index at the reference',
      demand && `${demand.reference.index.toFixed(4)} at ${money(demand.reference.price)}`,
    ],
    ...Object.entries(evidence).map(([name, value]): [string, Cell] => [name, value]),
  ]);
}

/** The curve around the proposal, with the difference in expected profit of each other candidate. */
function curveTable(
  { amount }: Proposal,
  curve: readonly CurvePoint[],
  neighbours: number,
  money: Money,
): string {
  const chosen = curve.findIndex(({ price }) => price === amount);
  const best = curve[chosen];
  // Of the last units, the part of the profit that comes after the next look at the price.
  const later = best?.valueOfRest === undefined ? [] : ['OF IT LATER'];
  const shown = best ? curve.slice(Math.max(0, chosen - neighbours), chosen + neighbours + 1) : curve;
  return table(
    ['', 'CANDIDATE', 'UNITS / HOUR', 'UNITS EXPECTED', 'PROFIT EXPECTED', ...later, 'AGAINST THE BEST'],
    shown.map((point) => [
      point === best ? '>' : ' ',
      money(point.price),
      rateText(point.unitsPerHour),
      point.expectedUnits.toFixed(2),
      money(point.expectedProfit),
      ...(point.valueOfRest === undefined ? [] : [money(point.valueOfRest)]),
      best && point !== best ? difference(point.expectedProfit, best.expectedProfit) : ' ',
    ]),
    ['CANDIDATE', 'UNITS / HOUR', 'UNITS EXPECTED', 'PROFIT EXPECTED', ...later, 'AGAINST THE BEST'],
  );
}

const difference = (profit: number, best: number): string =>
  best > 0 ? `${(100 * (profit / best - 1)).toFixed(2)}%` : '-';
