import { expect, it } from 'vitest';
import { KINDS, GUARDRAILS as OFFERED, SOURCES } from '../../../console/web/src/events/choices.ts';
import { OUTCOMES } from '../../../console/web/src/ui/outcomes.ts';
import { GUARDRAILS } from '../../../domain/guardrails/index.ts';
import type { EventKind } from '../../../domain/inventory-event.ts';
import { Outcome } from '../../../domain/ledger.ts';
import { Proposal } from '../../../domain/proposal.ts';

// The compiler asks for each.
const KNOWN_KINDS: Record<EventKind, true> = {
  inventory: true,
  seed: true,
  reprice: true,
  release: true,
  rollback: true,
};

it('filters offer every guardrail, kind, source and outcome that there is', () => {
  expect(OFFERED).toEqual(GUARDRAILS.map(({ name }) => name));
  expect(KINDS).toEqual(Object.keys(KNOWN_KINDS));
  expect(SOURCES).toEqual(Proposal.shape.source.options);
  expect(OUTCOMES.toSorted()).toEqual([...Outcome.options, 'open'].toSorted());
});
