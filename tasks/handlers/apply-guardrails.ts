import { ApplyGuardrails } from '../apply-guardrails.ts';
import { clock } from './dependencies.ts';
import { stateFunction } from './entry.ts';

export const handler = stateFunction(ApplyGuardrails, { clock });
