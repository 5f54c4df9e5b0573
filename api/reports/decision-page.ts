import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { keptText } from '../../domain/context/evidence-text.ts';
import type { Proposal } from '../../domain/context/proposal.ts';
import { EVENT_KINDS, KIND_NAMES } from '../../domain/events/index.ts';
import { GUARDRAILS } from '../../domain/guardrails/index.ts';
import { tellsCost } from '../../domain/guardrails/limit.ts';
import { marginFloor } from '../../domain/guardrails/margin-floor.ts';
import type { TrailEntry } from '../../domain/guardrails/trail.ts';
import type { LedgerRow } from '../../domain/record/ledger.ts';
import type { ReviewStep } from '../../domain/review/review.ts';
import { formatMoney } from '../../domain/values/money.ts';
import { readableTime } from '../../domain/values/time.ts';
import type { DecisionReport } from './decision-report.ts';
import { evidenceTexts } from './evidence-texts.ts';
import { VERDICT_TEXTS } from './verdict-texts.ts';

const STYLE = `
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, sans-serif; color: #1a1a1a; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; border-bottom: 1px solid #bbb; padding-bottom: .2rem; }
p.lead { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin-bottom: 1rem; }
th[scope=row] { width: 45%; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font-size: .85em; overflow-wrap: anywhere; }
footer { margin-top: 2rem; font-size: .8rem; color: #555; }
h2, tr { break-after: avoid; break-inside: avoid; }
@page { margin: 18mm; }
@media print { body { margin: 0; max-width: none; } }
`;

const CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Html = ReturnType<typeof html>;

/**
 * One page that explains a price to somebody who does not know Pricewire. It is self-contained and runs no scripts. Unit cost
 * is a trade secret, so it shows neither the cost nor the floor derived from it, and no curve: the units expected at prices
 * around the best one reveal the cost to a few per cent.
 */
export function decisionPage(report: DecisionReport): { html: string; csp: string } {
  const { row, evidence, product, at } = report;
  const { decision, productId } = evidence;
  const name = product?.name ?? productId;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Price decision ${row.eventId}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>Why ${name} ${decision.outcome === 'priced' ? 'got this price' : 'kept its price'}</h1>
<p>${productId}, decided ${readableTime(decision.decidedAt)}</p>
<p class="lead">${inOneSentence(report)}</p>
<h2>What happened</h2>
<p>${whatHappened(report)}</p>
${proposalPart(evidence.proposal)}
${guardrailPart(report)}
${policyPart(report)}
${report.review.length > 0 ? peoplePart(report.review, decision.currency) : ''}
<h2>Where this is written down</h2>
${facts([
  ['Event', row.eventId],
  ['Accepted', readableTime(row.acceptedAt)],
  ['Decided', readableTime(decision.decidedAt)],
  ['Published', row.publishedAt === undefined ? 'not published' : readableTime(row.publishedAt)],
  ['Revision of the price state', String(evidence.context + 1)],
  ['Executions', executionsIn(row)],
])}
<footer>Made ${readableTime(at)} from the record of decisions, which is written once and never changed. The name of the product is that of today. Times are UTC.</footer>
</body>
</html>`;
  return { html: String(page), csp: CSP };
}

const executionsIn = ({ executions, executionsLeftOut }: LedgerRow): string =>
  [executions.join(', ') || 'none', ...(executionsLeftOut ? [`and ${executionsLeftOut} more`] : [])].join(
    ', ',
  );

function inOneSentence({ evidence: { decision, proposal } }: DecisionReport): string {
  const { currency, price, priceBefore, outcome } = decision;
  const reason = tellsCost(decision.reason) ? nameOf(decision.reason) : decision.reason;
  const before =
    priceBefore === undefined
      ? 'It had no price before'
      : `The price was ${formatMoney(priceBefore, currency)}`;
  const asked =
    proposal?.amount === undefined || proposal.amount === null
      ? ''
      : ` ${formatMoney(proposal.amount, currency)} was proposed.`;
  if (outcome === 'priced' && price !== undefined)
    return `${before}.${asked} ${formatMoney(price, currency)} was put in force (${reason}).`;
  if (outcome === 'rejected')
    return `${before}.${asked} The proposal was rejected and the price stayed: ${reason}.`;
  if (outcome === 'shadowed') return `${before}.${asked} The policy was in shadow mode; the price stayed.`;
  return `${before}.${asked} The price stayed: ${reason}.`;
}

function whatHappened({ row, evidence }: DecisionReport): string {
  const stock = evidence.proposal?.evidence['stock'];
  const left = typeof stock === 'number' ? ` There were ${stock} units left.` : '';
  const kind = KIND_NAMES.find((each) => each === row.kind);
  return `${kind === undefined ? 'The price was judged.' : EVENT_KINDS[kind].happened}${left}`;
}

function proposalPart(proposal: Proposal | undefined): Html | string {
  if (proposal === undefined) return '';
  const { source, by, fallbackReason } = proposal;
  const kept = keptText(proposal, readableTime);
  const experiment =
    proposal.demand?.experiment === undefined
      ? ''
      : ' It is a little away from that price: an experiment to learn the slope, how demand depends on the price.';
  const who = {
    model: `A model of demand (${by}) proposed it: the price with the best expected profit, given the stock and the time left.${experiment}`,
    rules: `The rules of the policy proposed it (${by})${fallbackReason === undefined ? '' : `, because the model could not be asked: ${nameOf(fallbackReason)}`}.${kept === undefined ? '' : ` They keep a price of the model while it is briefly away: ${kept}.`}`,
    operator: `A person asked for it (${by}).`,
  }[source];
  const known = evidenceTexts(proposal);
  return html`<h2>Where the proposal came from</h2>
<p>${who}</p>
${known.length > 0 ? facts(known) : ''}`;
}

function guardrailPart({ evidence: { decision } }: DecisionReport): Html | string {
  const { trail, currency } = decision;
  if (trail.length === 0) return '';
  const amount = (entry: TrailEntry, value: number | null) => {
    if (revealsCost(entry)) return 'not told';
    return value === null ? 'no number' : formatMoney(value, currency);
  };
  const said = (text: string | undefined) => (text === undefined || tellsCost(text) ? '' : html`<br>${text}`);
  return html`<h2>Guardrails</h2>
<table><thead><tr><th>Guardrail</th><th>Verdict</th><th class="number">Before</th><th class="number">After</th></tr></thead><tbody>
${trail.map(
  (entry) =>
    html`<tr><td><strong>${entry.guardrail}</strong><br>${purposeOf(entry.guardrail)}</td><td>${VERDICT_TEXTS[entry.verdict]}${said(entry.bound)}${said(entry.why)}</td><td class="number">${amount(entry, entry.before)}</td><td class="number">${amount(entry, entry.after)}</td></tr>
`,
)}</tbody></table>`;
}

// A decision may have been recorded under a guardrail that is gone by now.
const purposeOf = (name: string): string => GUARDRAILS.find((each) => each.name === name)?.purpose ?? '';

/** Whether the amounts of the entry may be at a bound that is derived from the unit cost. */
const revealsCost = ({ guardrail, bound = '', limits = [] }: TrailEntry): boolean =>
  guardrail === marginFloor.name || [bound, ...limits.map((limit) => limit.bound)].some(tellsCost);

function policyPart({ evidence, version }: DecisionReport): Html {
  const { policyId, version: number, mode } = evidence.decision.policy;
  return html`<h2>Policy</h2>
${facts([
  ['Policy', `${policyId}, version ${number}, ${mode}`],
  ...(version?.by === undefined ? [] : [['Written by', version.by] as [string, string]]),
  ...(version?.approvedBy === undefined ? [] : [['Approved by', version.approvedBy] as [string, string]]),
  ...(version?.putAt === undefined
    ? []
    : [['In force since', readableTime(version.putAt)] as [string, string]]),
])}`;
}

const peoplePart = (steps: readonly ReviewStep[], currency: string): Html =>
  html`<h2>Review</h2>
<table><thead><tr><th>When</th><th>Who</th><th>What</th></tr></thead><tbody>
${steps.map(
  (step) => html`<tr><td>${readableTime(step.at)}</td><td>${step.by}</td><td>${deed(step, currency)}</td></tr>
`,
)}</tbody></table>`;

function deed(step: ReviewStep, currency: string): string {
  const what = step.kind === 'opened' ? 'Opened for review' : sentence(step.kind.replaceAll('-', ' '));
  const amount = 'amount' in step ? ` at ${formatMoney(step.amount, currency)}` : '';
  const code = 'reasonCode' in step ? ` (${step.reasonCode.replaceAll('-', ' ')})` : '';
  return `${what}${amount}${code}${'text' in step ? `: ${step.text}` : ''}`;
}

/** The beginning of a reason: the names of guardrails, or of the error. */
const nameOf = (reason: string): string => reason.split(': ', 1).join();

const facts = (rows: [string, string][]): Html =>
  html`<table><tbody>
${rows.map(
  ([key, value]) => html`<tr><th scope="row">${key}</th><td>${value}</td></tr>
`,
)}</tbody></table>`;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
