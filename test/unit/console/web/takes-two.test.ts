import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReviewFile } from '../../../../api/routes/reviews.ts';
import { takesTwo as saysThePage } from '../../../../console/web/src/compliance/reviews/takes-two.ts';
import { takesTwo as saysTheServer } from '../../../../domain/policy/four-eyes.ts';
import { noState, type PriceState } from '../../../../domain/state/price-state.ts';

const amount = fc.integer({ min: 1, max: 100_000 });
const perhaps = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined });

const stateAt = (price: number | undefined): PriceState => ({
  ...noState('SKU1'),
  ...(price === undefined
    ? {}
    : {
        price: {
          amount: price as NonNullable<PriceState['price']>['amount'],
          currency: 'EUR',
          revision: 1,
          since: '2026-11-25T12:00:00.000Z',
          eventId: 'e1',
        },
      }),
});

describe('whether a release takes two people', () => {
  it('is said by the page as the server will say it', () => {
    fc.assert(
      fc.property(
        amount,
        perhaps(amount),
        perhaps(amount),
        perhaps(fc.integer({ min: 1, max: 1_000 })),
        (asked, inForce, most, changePercent) => {
          const above = {
            ...(most === undefined ? {} : { amount: most }),
            ...(changePercent === undefined ? {} : { changePercent }),
          } as NonNullable<ReviewFile['secondPersonAbove']>;
          const page = saysThePage({ secondPersonAbove: above, stateNow: stateAt(inForce) }, asked);
          expect(page).toBe(saysTheServer(above as Parameters<typeof saysTheServer>[0], asked, inForce));
        },
      ),
    );
  });

  it('is no where the policy asks for nobody else', () => {
    expect(saysThePage({ stateNow: stateAt(100) }, 100_000)).toBe(false);
  });
});
