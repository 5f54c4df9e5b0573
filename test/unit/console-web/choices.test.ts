import { expect, it } from 'vitest';
import { KINDS, GUARDRAILS as OFFERED, SOURCES } from '../../../console/web/src/events/choices.ts';
import { OUTCOMES } from '../../../console/web/src/ui/outcomes.ts';
import { Proposal } from '../../../domain/context/proposal.ts';
import { KIND_NAMES } from '../../../domain/events/index.ts';
import { GUARDRAILS } from '../../../domain/guardrails/index.ts';
import { Outcome } from '../../../domain/record/ledger.ts';

it('filters offer every guardrail, kind, source and outcome that there is', () => {
  expect(OFFERED).toEqual(GUARDRAILS.map(({ name }) => name));
  expect(KINDS).toEqual(KIND_NAMES);
  expect(SOURCES).toEqual(Proposal.shape.source.options);
  expect(OUTCOMES.toSorted()).toEqual([...Outcome.options, 'open'].toSorted());
});
