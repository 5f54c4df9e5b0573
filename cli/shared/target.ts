import type { InventoryBus } from './bus.ts';
import type { CliFailure } from './failure.ts';

/** What commands talk to: a stack on this machine, or a stage on AWS. */
export interface Target {
  /** Asks the API for a path such as `/api/status`, or the storefront for `/v1/prices/SKU1`. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** What to say when that, or the rest of an answer, did not come. */
  explain(error: unknown): CliFailure;
  /** What to say of an answer that no Pricewire gives. */
  stranger(response: Response): CliFailure;
  /** The event bus of the inventory system. */
  bus(): Promise<InventoryBus>;
  /** Asks a person before something that others will feel. Throws CliFailure unless the answer is yes. */
  confirm(what: string): Promise<void>;
}
