import type { Envelope } from '../../../adapters/accepted-events.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { minor } from '../../../domain/values/money.ts';
import { BUS_NAME } from '../../../local/services/eventbridge.ts';
import { publishPriceInForce } from '../../../tasks/publish-price.ts';
import type { Sample } from './sample.ts';
import type { Services } from './services.ts';
import type { Way } from './ways.ts';

/** The same calls with nothing computed between them: the time that is not ours. */
export function bareCalls({ deps, putEvents }: Services, { csv, rows, evidence }: Sample): Way {
  const { ledger, priceStates, catalog, models, clock } = deps;
  return async (envelope: Envelope) => {
    const { productId } = envelope['detail'] as { productId: string };
    const [eventId, now] = [envelope.id, clock()];
    await ledger.open({
      eventId,
      productId,
      kind: 'inventory',
      acceptedAt: String(envelope['time']),
      receivedAt: now,
      envelope: JSON.stringify(envelope),
      execution: `bare:${eventId}`,
    });
    const [, , state] = await Promise.all([
      catalog.product(productId),
      catalog.policy('bench'),
      priceStates.read(productId),
    ]);
    if (state === undefined) throw new Error(`${productId} has no state`);
    await models[0].predict(csv, rows, 2_000);
    const proof = { ...evidence, eventId, productId, context: state.revision };
    await ledger.putEvidence(proof);
    await ledger.read(eventId);
    const revision = state.revision + 1;
    const amount = minor(10_000 + (revision % 100)) as NonNullable<PriceState['price']>['amount'];
    const price = { ...state.price, amount, currency: 'EUR', revision, since: now, eventId };
    const mark = { outcome: 'priced' as const, revision, reason: 'bare', at: now };
    const next: PriceState = { ...state, revision, price, unsettled: { [eventId]: mark } };
    if (!(await priceStates.commit(next, eventId, Object.keys(state.unsettled))))
      throw new Error(`${eventId} was overtaken`);
    const visible = await publishPriceInForce(deps, productId);
    const Detail = JSON.stringify({ ...visible, productId });
    await putEvents({
      Entries: [{ EventBusName: BUS_NAME, Source: 'pricewire', DetailType: 'PriceChanged', Detail }],
    });
    const ending = { outcome: 'priced' as const, reason: 'bare', closedAt: clock() };
    await ledger.close(eventId, { ...ending, revision, 'price.revision': revision });
  };
}
