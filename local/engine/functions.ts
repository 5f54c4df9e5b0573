import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
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

/** The functions that AWS adds to JSONata and that need nothing from outside. */
const additions = {
  partition(array: Json[], size: number): Json[][] {
    if (!Array.isArray(array)) throw new Error('The first argument of function "partition" must be an array');
    if (!(Number.isInteger(size) && size > 0)) {
      throw new Error('The second argument of function "partition" must be a positive integer');
    }
    return Array.from({ length: Math.ceil(array.length / size) }, (_, part) =>
      array.slice(part * size, (part + 1) * size),
    );
  },
  range(first: number, last: number, step: number): number[] {
    if (![first, last, step].every((value) => Number.isFinite(value)) || step === 0) {
      throw new Error('Function "range" takes three numbers, and a step other than 0');
    }
    const length = Math.floor((last - first) / step) + 1;
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
 * The functions that an execution's expressions may call beyond JSONata's own: the additions of AWS, and JSONata's
 * sources of time and randomness, which here come from outside.
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
      if (!Number.isSafeInteger(seed)) throw new Error('The seed of function "random" must be an integer');
      return javaRandom(seed);
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

/** Fisher and Yates, on a copy that grows. */
function shuffle(array: Json[], random: () => number): Json[] {
  if (!Array.isArray(array)) throw new Error('The argument of function "shuffle" must be an array');
  const shuffled: Json[] = [];
  for (const [index, value] of array.entries()) {
    const place = Math.floor(random() * (index + 1));
    shuffled.push(value);
    // Swaps the newcomer with a random one of those before it, or with itself.
    [shuffled[index], shuffled[place]] = [shuffled[place] as Json, value];
  }
  return shuffled;
}
