/** The data can't be used for training. The message says why and what to do, in one or more lines. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
