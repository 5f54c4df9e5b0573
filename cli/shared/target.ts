import type { Confirmed } from '../../api/routes/asked.ts';
import type { InventoryBus } from './bus.ts';
import type { CliFailure } from './failure.ts';

/** The target of a command: a stack on this machine, or a stage on AWS. */
export interface Target {
  /** Asks the API for a path such as `/api/status`, or the storefront for `/v1/prices/SKU1`. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** The failure for a missing or incomplete answer. */
  explain(error: unknown): CliFailure;
  /** The failure for an answer that is not from Pricewire. */
  stranger(response: Response): CliFailure;
  /** The event bus of the inventory system. */
  bus(): Promise<InventoryBus>;
  /**
   * Asks for a confirmation of a change with effects on others; `isNeeded`: false for a dry run. Throws CliFailure unless the answer
   * is yes.
   */
  confirm(what: string, isNeeded?: boolean): Promise<Confirmed>;
}
