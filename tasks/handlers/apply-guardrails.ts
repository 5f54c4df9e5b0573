import { ApplyGuardrailsInput, applyGuardrails } from '../apply-guardrails.ts';
import { packingDecision } from '../carried.ts';
import { systemClock } from '../clock.ts';
import { entry } from './entry.ts';

export const handler = entry(
  'ApplyGuardrails',
  ApplyGuardrailsInput,
  packingDecision(applyGuardrails({ clock: systemClock })),
);
