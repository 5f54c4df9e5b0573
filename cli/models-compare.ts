import type { Command } from 'commander';
import type { ModelComparison } from '../console/server/api/models.ts';
import type { ChallengeSummary } from '../domain/challenge-tally.ts';
import { formatMoney } from '../domain/money.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { timeOrAgo } from './shared/parse.ts';
import { type Cell, pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire models compare` */
export const modelsCompareCommand = (terminal: Terminal): Command =>
  command('compare', 'compare what challengers would have done with what was done', [
    'models compare --since 1d',
    'models compare --since 2026-11-22 --json',
  ])
    .option('--since <time>', 'from this time on, or from 15m, 2h or 7d ago', timeOrAgo)
    .option('--until <time>', 'up to this time', timeOrAgo)
    .action(async ({ since, until }: { since?: string; until?: string }, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.get<ModelComparison>(apiPath`/models/compare`, { since, until }), ({ challengers }) =>
        challengers.length === 0
          ? 'No challenger was asked. A policy names one as model.challenger.'
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
      'its price over the live one',
      difference &&
        `${signed(difference.mean)} on average (${signed(difference.lowest)} to ${signed(difference.highest)}), ${difference.meanAbsolute.toFixed(2)}% either way`,
    ],
    ['profit, says the live model', profitsText(byLiveModel, summary.currency)],
    ['profit, says the challenger', profitsText(byChallenger, summary.currency)],
  ]);
}

function profitsText({ events, live, challenger }: ChallengeSummary['byLiveModel'], currency: string): Cell {
  if (events === 0) return undefined;
  const money = (amount: number) => formatMoney(Math.round(amount), currency);
  const change = live > 0 ? ` (${signed(100 * (challenger / live - 1))})` : '';
  return `${money(live)} expected at live prices, ${money(challenger)} at the challenger's${change}; ${events} events`;
}

const signed = (percent: number): string => `${percent < 0 ? '' : '+'}${percent.toFixed(2)}%`;
