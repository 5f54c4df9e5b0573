import type { Envelope } from '../../../adapters/accepted-events.ts';
import { BUS_NAME } from '../../../local/services/eventbridge.ts';
import { applyGuardrails } from '../../../tasks/apply-guardrails.ts';
import { close } from '../../../tasks/close.ts';
import { commit } from '../../../tasks/commit.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';
import { publishPrice } from '../../../tasks/publish-price.ts';
import { readContext } from '../../../tasks/read-context.ts';
import { receiveEvent } from '../../../tasks/receive-event.ts';
import type { Services } from './services.ts';
import type { Way } from './ways.ts';

/**
 * The simple alternative: one function that makes the same calls in the same order, without states, JSON boundary, retries or
 * trace. If the state has changed meanwhile, the next event corrects the price.
 */
export function oneFunction({ deps, putEvents }: Services): Way {
  const [receive, load, predict] = [receiveEvent(deps), readContext(deps), predictPrice(deps)];
  const [judge, put, publish, end] = [applyGuardrails(deps), commit(deps), publishPrice(deps), close(deps)];
  return async (envelope: Envelope) => {
    const { event } = await receive({
      envelope,
      execution: `function:${envelope.id}`,
      startedAt: deps.clock(),
    });
    const loaded = await load({ event });
    const { eventId, acceptedAt, productId } = event;
    const finish = (ending: {
      outcome: 'superseded' | 'priced' | 'held' | 'rejected' | 'shadowed';
      reason: string;
      revision?: number;
    }) => end({ eventId, acceptedAt, ending, publication: null });
    if (loaded.next !== 'ask-model') {
      await finish({ outcome: 'superseded', reason: 'older' });
      return;
    }
    const { context } = loaded;
    const proposal = await predict({ event, context });
    const decision = await judge({ event, context, proposal });
    const committed = await put({ event, context, proposal, decision });
    if (committed.status !== 'committed') return;
    const { outcome, revision, reason } = committed.mark;
    if (outcome !== 'dead-lettered') {
      const publication = outcome === 'priced' ? await publish({ productId, revision }) : null;
      if (publication?.status === 'published')
        await putEvents({
          Entries: [
            {
              EventBusName: BUS_NAME,
              Source: 'pricewire',
              DetailType: 'PriceChanged',
              Detail: JSON.stringify({ ...publication.price, productId, publishedAt: publication.at }),
            },
          ],
        });
      await end({ eventId, acceptedAt, ending: { outcome, reason, revision }, publication });
    }
  };
}
