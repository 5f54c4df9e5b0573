// An error's name is the contract with the workflow: Retry and Catch match it, so it is spelt out where no minifier changes it.

/** The event does not have the form that its detail-type asks for. The message names each field. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/** No such product in the catalog. */
export class UnknownProduct extends Error {
  override readonly name = 'UnknownProduct';
}

/** The product names a policy that is not there. */
export class UnknownPolicy extends Error {
  override readonly name = 'UnknownPolicy';
}

/** The event names an order that nobody gave for it. */
export class UnknownOrder extends Error {
  override readonly name = 'UnknownOrder';
}

/** The sequence is further above the last one than the policy allows. */
export class SequenceJump extends Error {
  override readonly name = 'SequenceJump';
}

/** The sales seen so far say too little for the model. */
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

/** What the model expects is too far from what is sold, by the policy's bounds. */
export class ModelUncalibrated extends Error {
  override readonly name = 'ModelUncalibrated';
}

/** The model gave no answer within the policy's time-out. */
export class ModelTimeout extends Error {
  override readonly name = 'ModelTimeout';
}

/** The model endpoint answered with an error, or could not be reached. */
export class ModelUnavailable extends Error {
  override readonly name = 'ModelUnavailable';
}

/** The model answered, but not with one finite, non-negative number a candidate. */
export class SenselessAnswer extends Error {
  override readonly name = 'SenselessAnswer';
}

/** DynamoDB did not answer, or not in time. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** An item of a store that this version can't read. The message names table, key and what is wrong. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  readonly table: string;
  /** The attributes that it is found by. */
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
