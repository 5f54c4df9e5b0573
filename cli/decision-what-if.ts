import type { Command } from 'commander';
import type {
  DecisionEnd,
  DecisionWhatIf,
  GuardrailDifference,
  WhatIfAsked,
} from '../api/routes/judged-again.ts';
import type { TrailEntry } from '../domain/guardrails/trail.ts';
import { formatMoney } from '../domain/values/money.ts';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import { plain } from './shared/plain.ts';
import { readPolicyFile } from './shared/policy-file.ts';
import { type Cell, table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

interface WhatIfOptions {
  policy?: string;
  priceModel?: string;
}

const NOTES = `
Product, price state, order, mode and times come from the record. If the terms need other prices from the model, the command asks the
deployed model. It writes only the entry of the view in the audit log, and changes no price.`;

/** `pricewire decision what-if` */
export const decisionWhatIfCommand = (terminal: Terminal): Command =>
  command('what-if', 'judge an event with another policy or model', [
    'decision what-if 6f1f… --policy draft.json',
    'decision what-if 6f1f… --policy default@3',
    'decision what-if 6f1f… --price-model pricewire-challenger',
  ])
    .addHelpText('after', NOTES)
    .argument('<event>', 'the id of the event')
    .option('--policy <file|id@version>', 'terms as a JSON file (- for standard input), or a stored version')
    .option('--price-model <endpoint>', 'a deployed model; see: pricewire models list')
    .action(async (id: string, options: WhatIfOptions, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(
        await api.call('POST /events/:id/what-if', { params: { id }, body: await askedBy(options) }),
        whatIfText,
      );
    });

async function askedBy({ policy, priceModel }: WhatIfOptions): Promise<WhatIfAsked> {
  if (policy === undefined && priceModel === undefined) throw badInput('needs --policy or --price-model');
  return {
    ...(policy === undefined ? {} : await policyAsked(policy)),
    ...(priceModel === undefined ? {} : { model: priceModel }),
  };
}

async function policyAsked(policy: string): Promise<WhatIfAsked> {
  const [, policyId, version] = /^([^/\\]+)@(\d+)$/.exec(policy) ?? [];
  if (policyId === undefined) return { terms: (await readPolicyFile(policy)).terms };
  return { policy: { policyId, version: Number(version) } };
}

function whatIfText(answer: DecisionWhatIf): string {
  const { eventId, productId, currency, same, recorded, supposed, guardrails, notes } = answer;
  const money = (amount: number | null | undefined): Cell =>
    amount === null || amount === undefined ? undefined : formatMoney(Math.round(amount), currency);
  return [
    plain(`${eventId}, ${productId}: ${same ? 'the same outcome and price' : 'another result'}.`),
    table(['', 'RECORDED', 'WHAT IF'], endRows(recorded, supposed, money)),
    ...(guardrails.length === 0
      ? ['All guardrails give the same verdicts.']
      : [
          table(
            ['GUARDRAIL', 'RECORDED', 'WHAT IF'],
            guardrails.map((each) => guardrailRow(each, money)),
          ),
        ]),
    ...(notes.length === 0 ? [] : [notes.map(plain).join('\n')]),
  ].join('\n\n');
}

type Money = (amount: number | null | undefined) => Cell;

function endRows(recorded: DecisionEnd, supposed: DecisionEnd, money: Money): Cell[][] {
  const row = (name: string, of: (end: DecisionEnd) => Cell): Cell[] => [name, of(recorded), of(supposed)];
  return [
    row('proposed by', ({ proposal }) => proposal && `${proposal.source}: ${proposal.by}`),
    row('fallback reason', ({ proposal }) => proposal?.fallbackReason),
    row('proposal', ({ proposal }) => money(proposal?.amount)),
    row('outcome', ({ outcome }) => outcome),
    row('reason', ({ reason }) => reason),
    row('price in force', ({ inForce }) => money(inForce)),
  ];
}

const guardrailRow = ({ guardrail, recorded, supposed }: GuardrailDifference, money: Money): Cell[] => [
  guardrail,
  entryText(recorded, money),
  entryText(supposed, money),
];

function entryText(entry: TrailEntry | undefined, money: Money): Cell {
  if (entry === undefined) return 'not run';
  const { verdict, before, after, bound, why } = entry;
  const because = bound ?? why;
  return `${verdict} ${money(before) ?? '-'} -> ${money(after) ?? '-'}${because === undefined ? '' : `: ${because}`}`;
}
