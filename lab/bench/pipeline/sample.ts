import type { Envelope } from '../../../adapters/accepted-events.ts';
import type { Evidence } from '../../../domain/record/ledger.ts';
import { applyGuardrails } from '../../../tasks/apply-guardrails.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';
import { readContext } from '../../../tasks/read-context.ts';
import { receiveEvent } from '../../../tasks/receive-event.ts';
import type { Services } from './services.ts';

/** The model's input and the evidence of one judged event. */
export interface Sample {
  csv: string;
  rows: number;
  evidence: Evidence;
}

export async function sampleOf({ deps }: Services, envelope: Envelope): Promise<Sample> {
  const [model] = deps.models;
  let asked = { csv: '', rows: 0 };
  const listening = {
    ...model,
    predict: (csv: string, rows: number, timeoutMs: number) => {
      asked = { csv, rows };
      return model.predict(csv, rows, timeoutMs);
    },
  };
  const { event } = await receiveEvent(deps)({ envelope, execution: 'sample', startedAt: deps.clock() });
  const loaded = await readContext(deps)({ event });
  if (!('context' in loaded)) throw new Error(`the sample went to ${loaded.next}`);
  const { context } = loaded;
  const proposal = await predictPrice({ ...deps, models: [listening] })({ event, context });
  const decision = await applyGuardrails(deps)({ event, context, proposal });
  const { eventId, productId } = event;
  return { ...asked, evidence: { eventId, productId, context: context.state.revision, proposal, decision } };
}
