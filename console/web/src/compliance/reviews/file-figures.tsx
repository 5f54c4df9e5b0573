import type { ReviewFile } from '../../../../../api/routes/reviews.ts';
import { change, money } from '../../ui/money.ts';
import { Stat, Stats } from '../../ui/stat.tsx';
import { When } from '../../ui/when.tsx';

/** The proposed price, the price in force and the expected result of the proposal. */
export function FileFigures({ file }: { file: ReviewFile }) {
  const { item, priceThen, stateNow, boundsNow, wouldHaveDone } = file;
  const { currency } = item;
  const now = stateNow?.price;
  const then = priceThen?.amount;
  return (
    <Stats>
      <Stat
        name="Proposed"
        value={item.proposed === null ? 'No number' : money(item.proposed, currency)}
        about={change(then, item.proposed ?? undefined) || undefined}
      />
      <Stat
        name="In force then"
        value={money(then, currency)}
        about={
          item.mendedTo === undefined ? '' : `not allowed either; became ${money(item.mendedTo, currency)}`
        }
      />
      <Stat
        name="In force now"
        value={money(now?.amount, now?.currency)}
        about={
          now === undefined ? (
            'no price'
          ) : now.amount === then ? (
            'the same'
          ) : (
            <>
              since <When at={now.since} />
            </>
          )
        }
      />
      <Stat
        name="Allowed release price"
        value={boundsText(boundsNow, currency)}
        about={boundsNow === undefined ? 'at present' : 'by the current bounds'}
      />
      <Stat
        name="Expected profit"
        value={money(wouldHaveDone.expectedProfit, currency)}
        about={profitText(wouldHaveDone, currency)}
      />
    </Stats>
  );
}

function boundsText(bounds: ReviewFile['boundsNow'], currency: string): string {
  if (bounds === undefined) return 'No price';
  const { lower, upper } = bounds;
  if (lower === null && upper === null) return 'Any price';
  if (upper === null) return `from ${money(lower, currency)}`;
  if (lower === null) return `to ${money(upper, currency)}`;
  return `${money(lower, currency)} – ${money(upper, currency)}`;
}

function profitText(
  { expectedProfit, expectedUnits, profitOfPriceThen }: ReviewFile['wouldHaveDone'],
  currency: string,
): string {
  if (expectedProfit === undefined) return 'no demand curve in the proposal';
  const units = expectedUnits === undefined ? '' : `${expectedUnits.toFixed(1)} units`;
  if (profitOfPriceThen === undefined) return units;
  return `${units}; ${money(profitOfPriceThen, currency)} at the price then`;
}
