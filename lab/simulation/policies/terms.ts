import type * as z from 'zod';
import { type GuardrailSettings, Policy, type PolicyTerms } from '../../../domain/policy/policy.ts';
import { UNKNOWN_CV } from '../worlds/catalogue.ts';
import type { World } from '../worlds/world.ts';

type Guardrails = z.input<typeof GuardrailSettings>;

/** Only the mandatory guardrails; the floor is the unit cost. */
export const NO_GUARDRAILS: Guardrails = {};

/** Pricewire's policy when the model prices. */
export const modelTerms = (
  { percentOfList }: World,
  is: { learn: boolean; repriceAfterMinutes: number; guardrails?: Guardrails },
): Policy =>
  policy({
    model: { use: true, learn: is.learn, level: { cv: UNKNOWN_CV }, candidates: 65, percentOfList },
    guardrails: is.guardrails ?? NO_GUARDRAILS,
    repriceAfterMinutes: is.repriceAfterMinutes,
  });

/** Without a model: +10% when a quarter of the stock is left, -10% while more than three quarters are. */
export const stockLevelTerms = ({ stock, percentOfList }: World): Policy =>
  policy({
    model: { use: false, percentOfList },
    rules: [
      { kind: 'low-stock', below: Math.ceil(stock / 4), raisePercent: 10 },
      { kind: 'overstock', above: Math.floor((3 * stock) / 4), discountPercent: 10 },
    ],
    guardrails: NO_GUARDRAILS,
  });

/** Without a model: the price at which the stock lasts just until the end at the recent rate of sales. */
export const runOutTerms = ({ stock, hours, percentOfList }: World, repriceAfterMinutes: number): Policy =>
  policy({
    model: { use: false, percentOfList },
    rules: [{ kind: 'run-out', atMost: stock, elasticity: 2, minimumHours: 0.03 * hours, percentOfList }],
    guardrails: NO_GUARDRAILS,
    salesRate: { halfLifeMinutes: (60 * hours) / 4 },
    repriceAfterMinutes,
  });

const policy = (terms: Omit<z.input<typeof PolicyTerms>, 'policyId'>): Policy =>
  Policy.parse({ policyId: 'simulated', version: 1, mode: 'live', ...terms });
