// The workflow's Retry and Catch match error names, so each name is a literal that no minifier changes.

/** The event does not match the schema of its detail-type. The message names each field. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/** The product is not in the catalog. */
export class UnknownProduct extends Error {
  override readonly name = 'UnknownProduct';
}

/** The product's policy does not exist. */
export class UnknownPolicy extends Error {
  override readonly name = 'UnknownPolicy';
}

/** The event names an order that was not given for it. */
export class UnknownOrder extends Error {
  override readonly name = 'UnknownOrder';
}

/** The sequence exceeds the last one by more than the policy allows. */
export class SequenceJump extends Error {
  override readonly name = 'SequenceJump';
}

/** There are too few sales to ask the model. */
export class NoDemandSignal extends Error {
  override readonly name = 'NoDemandSignal';
}

/** The bounds leave no price to ask the model about. */
export class NoCandidates extends Error {
  override readonly name = 'NoCandidates';
}

/** The policy names a model endpoint that is not deployed. */
export class UnknownModel extends Error {
  override readonly name = 'UnknownModel';
}

/** The model's expectations differ from sales by more than the policy allows. */
export class ModelUncalibrated extends Error {
  override readonly name = 'ModelUncalibrated';
}

/** The model did not answer within the policy's time-out. */
export class ModelTimeout extends Error {
  override readonly name = 'ModelTimeout';
}

/** The model endpoint answered with an error or was unreachable. */
export class ModelUnavailable extends Error {
  override readonly name = 'ModelUnavailable';
}

/** The model's answer is not one finite, non-negative number for each candidate. */
export class SenselessAnswer extends Error {
  override readonly name = 'SenselessAnswer';
}

/** DynamoDB did not answer in time, or at all. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** This version can't read a stored item. The message names table, key and problem. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  readonly table: string;
  /** The key attributes of the item. */
  readonly key: Readonly<Record<string, string>>;

  constructor(table: string, key: Readonly<Record<string, string>>, problem: string) {
    super(`table ${table}, key ${Object.values(key).join(' / ')}: ${problem}`);
    this.table = table;
    this.key = key;
  }
}

/** Redis did not answer. Losing it costs latency, never truth. */
export class CacheUnavailable extends Error {
  override readonly name = 'CacheUnavailable';
}
