import type { Command } from 'commander';
import type { ChallengeSummary } from '../domain/decision/challenge-tally.ts';
import { formatMoney } from '../domain/values/money.ts';
import { command, connect } from './shared/connect.ts';
import { timeOrAgo } from './shared/parse.ts';
import { type Cell, pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire models compare` */
export const modelsCompareCommand = (terminal: Terminal): Command =>
  command('compare', 'compare the decisions of challengers with the real ones', [
    'models compare --since 1d',
    'models compare --since 2026-11-22 --json',
  ])
    .option('--since <time>', 'start time, or an age such as 15m, 2h or 7d', timeOrAgo)
    .option('--until <time>', 'end time', timeOrAgo)
    .action(async ({ since, until }: { since?: string; until?: string }, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /models/compare', { query: { since, until } }), ({ challengers }) =>
        challengers.length === 0
          ? 'No challenger was asked. To use one, set model.challenger in a policy.'
          : challengers.map(summaryPairs).join('\n\n'),
      );
    });

function summaryPairs(summary: ChallengeSummary): string {
  const { challenger, events, failures, compared, agreed, difference, byLiveModel, byChallenger } = summary;
  return pairs([
    ['challenger', challenger],
    ['events', events],
    ...Object.entries(failures).map(([name, count]): [string, Cell] => [`  failed: ${name}`, count]),
    ['compared', compared],
    ['same price after guardrails', compared > 0 ? `${((100 * agreed) / compared).toFixed(1)}%` : undefined],
    [
      'price against the live model',
      difference &&
        `${signed(difference.mean)} on average (${signed(difference.lowest)} to ${signed(difference.highest)}), ${difference.meanAbsolute.toFixed(2)}% mean absolute difference`,
    ],
    ['profit estimated by the live model', profitsText(byLiveModel, summary.currency)],
    ['profit estimated by the challenger', profitsText(byChallenger, summary.currency)],
  ]);
}

function profitsText({ events, live, challenger }: ChallengeSummary['byLiveModel'], currency: string): Cell {
  if (events === 0) return undefined;
  const money = (amount: number) => formatMoney(Math.round(amount), currency);
  const change = live > 0 ? ` (${signed(100 * (challenger / live - 1))})` : '';
  return `${money(live)} expected at live prices, ${money(challenger)} at the challenger's${change}; ${events} events`;
}

const signed = (percent: number): string => `${percent < 0 ? '' : '+'}${percent.toFixed(2)}%`;
