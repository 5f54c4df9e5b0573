import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PACKED_WORDS } from './packed-words.ts';

// The dictionary has 6 KB and a record up to 7 KB: a window of 16 KB covers both; 8 KB would make a record 6% larger.
const SETTINGS = { level: 6, windowBits: 14, memLevel: 6, dictionary: Buffer.from(PACKED_WORDS) };
/** Older data may have a larger window. */
const UNPACKING = { dictionary: SETTINGS.dictionary };

/**
 * A value as JSON text, deflated (RFC 1951) with our dictionary: DynamoDB bills each write by the item's size, CloudWatch Logs
 * each byte. Throws RangeError for NaN and Infinity.
 */
export const pack = (value: unknown): Uint8Array =>
  deflateRawSync(JSON.stringify(value, refuseNonFinite), SETTINGS);

/** The unpacked value. Throws for damaged bytes. */
export const unpack = (packed: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(packed, UNPACKING).toString());

// JSON would write null instead.
function refuseNonFinite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${name} is ${value}, which JSON can't represent`);
  return value;
}
