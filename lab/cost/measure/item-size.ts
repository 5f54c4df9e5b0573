/** A value in the format of the document client. */
type Value = unknown;

const bytes = (text: string): number => Buffer.byteLength(text);

/** One byte for two significant digits, one for the exponent, one for a negative sign: at most 21. */
function numberSize(value: number | bigint): number {
  const text = String(value);
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.min(21, Math.ceil(Math.max(1, digits.length) / 2) + 1 + (text.startsWith('-') ? 1 : 0));
}

function valueSize(value: Value): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return bytes(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberSize(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return [...value].reduce((sum, each) => sum + valueSize(each), 0);
  if (Array.isArray(value)) return 3 + value.reduce((sum, each) => sum + 1 + valueSize(each), 0);
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return 3 + entries.reduce((sum, [name, each]) => sum + 1 + bytes(name) + valueSize(each), 0);
  }
  throw new TypeError(`DynamoDB has no type for ${typeof value}`);
}

/**
 * The bytes of an item as DynamoDB counts them for its units: names and values of its attributes.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: Record<string, Value> | undefined): number =>
  Object.entries(item ?? {}).reduce(
    (sum, [name, value]) => (value === undefined ? sum : sum + bytes(name) + valueSize(value)),
    0,
  );

/** Bytes that storage is billed for in addition to the size of each item and index entry. */
export const STORED_OVERHEAD = 100;

/** Bytes of one write unit. */
export const WRITE_UNIT = 1024;

/** Units of a write that changes an item from one size to another, in bytes; a refused write is billed too. */
export const writeUnits = (before: number, after: number): number =>
  Math.max(1, Math.ceil(Math.max(before, after) / WRITE_UNIT));

/** Units of a read of `size` bytes. */
export const readUnits = (size: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(size / 4096)) * (consistent ? 1 : 0.5);
