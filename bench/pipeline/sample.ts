import type { Envelope } from '../../adapters/accepted-events.ts';
import type { Evidence } from '../../domain/ledger.ts';
import { applyGuardrails } from '../../tasks/apply-guardrails.ts';
import { loadContext } from '../../tasks/load-context.ts';
import { predictPrice } from '../../tasks/predict-price.ts';
import { receiveEvent } from '../../tasks/receive-event.ts';
import type { Services } from './services.ts';

/** What one judged event asked of the model and left as evidence. */
export interface Sample {
  csv: string;
  rows: number;
  evidence: Evidence;
}

export async function sampleOf({ need }: Services, envelope: Envelope): Promise<Sample> {
  const [model] = need.models;
  let asked = { csv: '', rows: 0 };
  const listening = {
    ...model,
    predict: (csv: string, rows: number, timeoutMs: number) => {
      asked = { csv, rows };
      return model.predict(csv, rows, timeoutMs);
    },
  };
  const { event } = await receiveEvent(need)({ envelope, execution: 'sample' });
  const loaded = await loadContext(need)({ event });
  if (!('context' in loaded)) throw new Error(`the sample went to ${loaded.next}`);
  const { context } = loaded;
  const proposal = await predictPrice({ ...need, models: [listening] })({ event, context });
  const decision = await applyGuardrails(need)({ event, context, proposal });
  const { eventId, productId } = event;
  return { ...asked, evidence: { eventId, productId, context: context.state.revision, proposal, decision } };
}
