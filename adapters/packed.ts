import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PACKED_WORDS } from './packed-words.ts';

// A window of 8 KB holds the words and most values: zlib clears all of it each time.
const SETTINGS = { level: 6, windowBits: 13, memLevel: 6, dictionary: Buffer.from(PACKED_WORDS) };
/** What was packed before may have had a larger window. */
const UNPACKING = { dictionary: SETTINGS.dictionary };

/**
 * A value as its JSON text, deflated (RFC 1951) against the words that ours are full of: DynamoDB bills each write by the
 * item's size, CloudWatch Logs each byte. Throws RangeError for a number that JSON has no way to write.
 */
export const pack = (value: unknown): Uint8Array =>
  deflateRawSync(JSON.stringify(value, refuseNonFinite), SETTINGS);

/** The value that was packed. Throws where the bytes are not whole. */
export const unpack = (packed: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(packed, UNPACKING).toString());

/** Tells a packed text from any other; a packed value never stands for itself without it. */
const MARK = 'packed:';

/** As `pack`, as text: for JSON. */
export const packText = (value: unknown): string => `${MARK}${Buffer.from(pack(value)).toString('base64')}`;

/** The value behind a packed text; anything else as it is. */
export const unpacked = (value: unknown): unknown =>
  typeof value === 'string' && value.startsWith(MARK)
    ? unpack(Buffer.from(value.slice(MARK.length), 'base64'))
    : value;

// JSON would write null, which can't be read back as the number it was to be.
function refuseNonFinite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${name} is ${value}, which can't be kept`);
  return value;
}
