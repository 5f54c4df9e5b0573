import { describe, expect, it } from 'vitest';
import { decisionRecord } from '../../../api/judge-again/decision-record.ts';
import { verifyDecision } from '../../../domain/decision/verified-decision.ts';
import { CODE_VERSION } from '../../../tasks/code-version.ts';
import { type History, history } from './history.ts';

/** `npm run test:replay` judges 10,000 decisions again, `npm test` 200 to 400. */
const everything = process.env['PRICEWIRE_REPLAY'] === 'all';
const LEAST = everything ? 10_000 : 200;
const EVENTS = 40;
const MOST_HISTORIES = 20;
const SAME = { result: 'same', notes: [] };

/** Minimum number of decisions that are not held, because held ones prove little. */
const MUST_OCCUR = [
  ...['priced', 'held', 'rejected', 'shadowed'],
  ...['on seed', 'on inventory', 'on reprice', 'on release', 'on rollback'],
  ...['by model', 'by rules', 'by operator', 'rejudged', 'challenged'],
  ...['ModelTimeout', 'SenselessAnswer', 'ModelUncalibrated', 'out-of-stock', 'order-used'],
  ...['with health', 'learned', 'with a sale end', 'keep-price'],
  ...['until sale-end', 'until next-delivery', 'until restock-interval', 'until policy'],
];
/** In 10,000. */
const RARER = ['paused', 'retired', 'float64', 'order-expired', 'price-moved-on', 'second-person-missing'];

const kindsOf = ({ decided }: History): string[] =>
  decided.flatMap(({ row, evidence }) =>
    evidence.flatMap(({ context, decision, proposal, judgedOn }) => [
      decision.outcome,
      `on ${row.kind}`,
      ...(proposal ? [`by ${proposal.source}`] : [decision.reason.split(':')[0] ?? '']),
      ...(proposal?.fallbackReason ? [proposal.fallbackReason.split(':')[0] ?? ''] : []),
      ...(proposal?.madeOn !== undefined && proposal.madeOn !== context ? ['rejudged'] : []),
      ...(proposal?.answered?.indices.some((each) => Math.fround(each) !== each) ? ['float64'] : []),
      ...(proposal?.by === 'keep-price' ? ['keep-price'] : []),
      ...(proposal?.evidence['horizon'] ? [`until ${proposal.evidence['horizon']}`] : []),
      ...(judgedOn?.modelHealth ? ['with health'] : []),
      ...(judgedOn?.product.saleEndsAt ? ['with a sale end'] : []),
      ...(decision.observed ? ['learned'] : []),
    ]),
  );

/** The number of reproduced decisions of a history; every other one fails the test. */
async function judgedAgain(past: History, seed: number): Promise<{ decisions: number; challenges: number }> {
  let [decisions, challenges] = [0, 0];
  for (const { row, evidence } of past.decided)
    for (const each of evidence) {
      const of = `seed ${seed}, ${row.eventId} on ${each.context}`;
      const found = await decisionRecord(past.catalog, row, each, evidence);
      if (!found.found) throw new Error(`${of}: ${found.why}`);
      expect(await verifyDecision(found.record, CODE_VERSION), of).toEqual(SAME);
      decisions += 1;
      const { proposal, decision } = past.challenges[`${row.eventId}#${each.context}`] ?? {};
      if (proposal === undefined || decision === undefined) continue;
      // Challengers are not switched off for their calibration.
      const proposedOn = { ...found.record.on, modelHealth: [] };
      const challenged = { ...found.record, proposedOn, proposal, decision };
      expect(await verifyDecision(challenged, CODE_VERSION), `${of}, challenger`).toEqual(SAME);
      challenges += 1;
    }
  return { decisions, challenges };
}

describe('a decision judged again from its record', () => {
  it('is the one that was made, bit for bit, whatever the history', { timeout: 600_000 }, async () => {
    const seen = new Map<string, number>();
    const count = (kind: string, by = 1) => seen.set(kind, (seen.get(kind) ?? 0) + by);
    const wanted = [...MUST_OCCUR, ...(everything ? RARER : [])];
    let judged = 0;
    const lacks = () => wanted.filter((kind) => !((seen.get(kind) ?? 0) > 0));
    for (let seed = 1; judged < LEAST || (lacks().length > 0 && seed < MOST_HISTORIES); seed += 1) {
      const past = await history(seed, EVENTS);
      for (const kind of kindsOf(past)) count(kind);
      const { decisions, challenges } = await judgedAgain(past, seed);
      count('challenged', challenges);
      judged += decisions;
    }
    if (everything) console.log(`${judged} decisions, all the same:`, Object.fromEntries([...seen].sort()));
    expect(lacks()).toEqual([]);
  });
});
