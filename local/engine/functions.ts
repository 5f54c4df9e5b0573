import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { refuseLongArray } from './expression-bounds.ts';
import { javaRandom } from './java-random.ts';
import type { Json } from './json.ts';

const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const formatMillis = jsonata('$fromMillis($millis, $picture, $timezone)');

/** A finite number without its fraction, which AWS also drops; undefined for anything else. */
const wholeNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) + 0 : undefined;

/** AWS's additions to JSONata that need no dependencies. */
const additions = {
  partition(array: Json[], size: number): Json[][] {
    if (!Array.isArray(array)) throw new Error('The first argument of function "partition" must be an array');
    const whole = wholeNumber(size);
    if (whole === undefined || whole <= 0)
      throw new Error('The second argument of function "partition" must be a number, at least 1');
    return Array.from({ length: Math.ceil(array.length / whole) }, (_, part) =>
      array.slice(part * whole, (part + 1) * whole),
    );
  },
  range(...bounds: number[]): number[] {
    const [first, last, step] = bounds.map(wholeNumber);
    if (first === undefined || last === undefined || step === undefined || step === 0)
      throw new Error('Function "range" takes three numbers, and a step of at least 1 or at most -1');
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    refuseLongArray(length);
    return Array.from({ length }, (_, index) => first + index * step);
  },
  hash(data: string, algorithm: string): string {
    const name = HASHES[algorithm];
    if (typeof data !== 'string') throw new Error('The first argument of function "hash" must be a string');
    if (name === undefined) {
      throw new Error(
        `The second argument of function "hash" must be one of ${Object.keys(HASHES).join(', ')}`,
      );
    }
    return createHash(name).update(data).digest('hex');
  },
  parse(text: string): Json {
    if (typeof text !== 'string') throw new Error('The argument of function "parse" must be a string');
    return JSON.parse(text);
  },
};

/**
 * Functions for the expressions of an execution: AWS's additions to JSONata, and JSONata's own functions of time and
 * randomness, with injected sources.
 */
export function expressionFunctions(on: {
  now: () => number;
  random: () => number;
}): Record<string, unknown> {
  return {
    ...additions,
    millis: () => on.now(),
    now: (picture?: string, timezone?: string) =>
      picture === undefined
        ? new Date(on.now()).toISOString()
        : formatMillis.evaluate(undefined, { millis: on.now(), picture, timezone }),
    random(seed?: number): number {
      if (seed === undefined) return on.random();
      const whole = wholeNumber(seed);
      if (whole === undefined) throw new Error('The seed of function "random" must be a number');
      return javaRandom(whole);
    },
    uuid: () => uuid(on.random),
    shuffle: (array: Json[]) => shuffle(array, on.random),
  };
}

/** A version 4 UUID (RFC 9562). */
function uuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit & 0x3) | 0x8).toString(16);
  });
}

/** Fisher-Yates shuffle of a copy. */
function shuffle(array: Json[], random: () => number): Json[] {
  if (!Array.isArray(array)) throw new Error('The argument of function "shuffle" must be an array');
  const shuffled: Json[] = [];
  for (const [index, value] of array.entries()) {
    const place = Math.floor(random() * (index + 1));
    shuffled.push(value);
    // Swaps the new element with a random earlier one, or with itself.
    [shuffled[index], shuffled[place]] = [shuffled[place] as Json, value];
  }
  return shuffled;
}
