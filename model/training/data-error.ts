/** The data can't be trained on as it is; the message says why and what to do, in one or more lines. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
