import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PACKED_WORDS, PACKED_WORDS_3 } from './packed-words.ts';

// The dictionary has 12 KB and a record up to 7 KB: a window of 32 KB covers both.
const SETTINGS = { level: 6, windowBits: 15, memLevel: 6, dictionary: Buffer.from(PACKED_WORDS_3) };
/** First byte of what is packed with the present dictionary. No deflated text starts so: these bits are a block of type 3, which RFC 1951 reserves. */
const MARK = 0x06;
const UNPACKING = { dictionary: SETTINGS.dictionary };
const UNPACKING_OLDER = { dictionary: Buffer.from(PACKED_WORDS) };

/**
 * A value as JSON text, deflated (RFC 1951) with our dictionary: DynamoDB bills each write by the item's size, CloudWatch Logs
 * each byte. Throws RangeError for NaN and Infinity.
 */
export const pack = (value: unknown): Uint8Array =>
  Buffer.concat([Buffer.of(MARK), deflateRawSync(JSON.stringify(value, refuseNonFinite), SETTINGS)]);

/** The unpacked value. Throws for damaged bytes. */
export const unpack = (packed: Uint8Array): unknown =>
  JSON.parse(
    (packed[0] === MARK
      ? inflateRawSync(packed.subarray(1), UNPACKING)
      : inflateRawSync(packed, UNPACKING_OLDER)
    ).toString(),
  );

// JSON would write null instead.
function refuseNonFinite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${name} is ${value}, which JSON can't represent`);
  return value;
}
