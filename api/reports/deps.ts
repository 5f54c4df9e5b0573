import type { Catalog } from '../../adapters/catalog.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import type { Reviews } from '../../adapters/reviews.ts';

/** The dependencies of reports. */
export interface ReportDeps {
  catalog: Catalog;
  ledger: Ledger;
  priceStates: PriceStates;
  reviews: Reviews;
  clock: () => string;
}
