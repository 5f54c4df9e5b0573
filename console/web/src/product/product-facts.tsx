import type { Product } from '../../../../domain/product/product.ts';
import type { PriceState } from '../../../../domain/state/price-state.ts';
import { rateText } from '../../../../domain/values/rate-text.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { money } from '../ui/money.ts';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** The product in the catalog and in the record. */
export function ProductFacts({ product, state }: { product: Product; state: PriceState | null }) {
  const { currency } = product;
  const amount = (value: number | undefined) => (value === undefined ? undefined : money(value, currency));
  return (
    <Panel title="Product" actions={<CopyButton value={() => ({ product, state })} />}>
      <Facts
        facts={[
          ['Category', product.category],
          ['Status', product.status],
          ['Region', product.region],
          ['Minimum price', amount(product.minimumPrice)],
          ['Minimum advertised', amount(product.minimumAdvertisedPrice)],
          ['Lowest price', amount(product.lowestPrice)],
          ['Highest price', amount(product.highestPrice)],
          [
            'Baseline',
            product.baselineUnitsPerHour && `${rateText(product.baselineUnitsPerHour)} units an hour`,
          ],
          ['Own slope', slopeOf(product)],
          ['Sale from', product.saleStartsAt && <When key="from" at={product.saleStartsAt} dated />],
          ['Sale to', product.saleEndsAt && <When key="to" at={product.saleEndsAt} dated />],
          ['Next delivery', product.nextDeliveryAt && <When key="next" at={product.nextDeliveryAt} dated />],
          ['Deliveries', product.replenishmentHours && `every ${product.replenishmentHours} h`],
          [
            'Last delivery seen',
            state?.supply?.deliveredAt && <When key="delivered" at={state.supply.deliveredAt} dated />,
          ],
          [
            'Restock announced',
            state?.supply?.expectedAt && <When key="expected" at={state.supply.expectedAt} dated />,
          ],
          ['Revision', state?.revision],
          ['Sequence', state?.sequence],
          ['Decided', state?.decidedAt && <When key="decided" at={state.decidedAt} exact dated />],
        ]}
      />
    </Panel>
  );
}

/** The slope from training; undefined where the product has none of its own. */
function slopeOf({ slopeShift, slopeSd }: Product): string | undefined {
  if (slopeShift === undefined && slopeSd === undefined) return undefined;
  const shift = slopeShift ?? 0;
  const spread = slopeSd === undefined ? '' : `, ±${slopeSd.toFixed(2)}`;
  return `${shift < 0 ? '' : '+'}${shift.toFixed(2)} to the model's${spread}`;
}
