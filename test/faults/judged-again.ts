import { packEvidence, unpackEvidence } from '../../adapters/evidence-item.ts';
import { verifyDecision } from '../../domain/decision/verified-decision.ts';
import { CODE_VERSION } from '../../tasks/code-version.ts';
import { decisionRecord } from '../../tasks/decision-record.ts';
import type { World } from './world.ts';

/** The decisions of a run that judging their record again does not reproduce. */
export async function notReproduced({ data, ground }: World): Promise<string[]> {
  const kept = Object.values(data.ledger.evidence).map((each) => unpackEvidence(packEvidence(each)));
  const wrong: string[] = [];
  for (const evidence of kept) {
    const { eventId, context } = evidence;
    const row = data.ledger.rows[eventId];
    if (row === undefined) continue;
    const own = kept.filter((each) => each.eventId === eventId);
    const found = await decisionRecord(ground.stores.catalog, row, evidence, own);
    const verified = found.found ? await verifyDecision(found.record, CODE_VERSION) : found;
    if ('result' in verified && verified.result === 'same' && verified.notes.length === 0) continue;
    wrong.push(`${eventId} on ${context} is not judged again as it was: ${JSON.stringify(verified)}`);
  }
  return wrong;
}
