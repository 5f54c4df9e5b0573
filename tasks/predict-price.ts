import * as z from 'zod';
import { Context } from '../domain/circumstances.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import { checkCalibration } from '../domain/model-health.ts';
import type { Proposal } from '../domain/proposal.ts';
import { carried } from './carried.ts';
import type { Clock } from './clock.ts';
import { askModel, type Models, modelAt, modelName } from './models.ts';

export const PredictPriceInput = z.object({ event: PriceEvent, context: carried(Context) });

/** Proposes by the policy's model. Throws where it can't answer, or is switched off; the workflow then asks the rules. */
export const predictPrice =
  (need: { models: Models; clock: Clock }) =>
  async ({ event, context }: z.infer<typeof PredictPriceInput>): Promise<Proposal> => {
    const { endpoint, calibration } = context.policy.model;
    const model = modelAt(need.models, endpoint);
    checkCalibration(calibration, context.modelHealth ?? [], modelName(model));
    return askModel(model, { ...context, event, now: need.clock() });
  };
