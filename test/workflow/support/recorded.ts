import { packEvidence, unpackEvidence } from '../../../adapters/evidence-item.ts';
import { workflowGraph } from '../../../api/trace/workflow-graph.ts';
import { type EventRecord, readRecord } from '../../../domain/record/read-record.ts';
import type { Trace } from '../../../domain/record/trace.ts';
import { OUTAGES, UNCLEAR } from '../../../workflows/passing-errors.ts';
import { asl } from './definition.ts';
import type { World } from './world.ts';

const WORKFLOW = {
  graph: workflowGraph({ StartAt: 'ReceiveEvent', ...asl }),
  isPassing: (error: string) => [...OUTAGES, ...UNCLEAR].includes(error),
};

/** The record of an event from the stores; undefined for an event without a row. */
function recordOf(world: World, eventId: string): EventRecord | undefined {
  const row = world.ledger.rows[eventId];
  if (row === undefined) return undefined;
  const evidence = Object.values(world.ledger.evidence)
    .filter((each) => each.eventId === eventId)
    .map((each) => unpackEvidence(packEvidence(each)));
  return {
    row,
    evidence,
    terms: (policyId, version) => world.catalog.policies[policyId]?.versions[version],
  };
}

/** The executions of an event, read from its record. */
export function tracesIn(world: World, eventId = 'event-2'): Trace[] {
  const record = recordOf(world, eventId);
  return record ? readRecord(record, WORKFLOW) : [];
}
