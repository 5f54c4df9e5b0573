import { ApplyGuardrailsInput, applyGuardrails } from '../apply-guardrails.ts';
import { systemClock } from '../clock.ts';
import { lambdaTask } from '../lambda.ts';

export const handler = lambdaTask(ApplyGuardrailsInput, applyGuardrails({ clock: systemClock }));
