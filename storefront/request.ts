import * as z from 'zod';
import { ProductId } from '../domain/product/product.ts';
import { MAX_IDS } from './limits.ts';
import { type Problem, problem } from './problem.ts';

/** The product id in a path. Hono has decoded it, unless the encoding is invalid. */
export function readProductId(path: string): string | Problem {
  const text = decoded(path.slice(path.lastIndexOf('/') + 1));
  return ProductId.safeParse(text).success && text !== undefined ? text : badProductId(path);
}

const badProductId = (text: string): Problem =>
  problem('bad-product-id', `${text} does not name a product: an id is 1 to 128 printable characters`);

/**
 * The distinct ids of `ids=a,b,c`. It splits at commas before decoding, so that an id may contain one (%2C). `bad` are those
 * that can't be the id of a product.
 */
export function readIds(url: string): { ids: string[]; bad: string[] } | Problem {
  const raw = new URL(url).search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter.startsWith('ids='))
    .flatMap((parameter) => parameter.slice('ids='.length).split(','));
  const named = [...new Set(raw)].filter((id) => id !== '');
  if (named.length === 0)
    return problem('bad-ids', 'ids must name at least one product, as in ids=SKU1,SKU2');
  if (named.length > MAX_IDS)
    return problem('too-many-ids', `${named.length} products were asked for; ${MAX_IDS} may be`);
  const ids = new Set<string>();
  const bad: string[] = [];
  for (const text of named) {
    const id = decoded(text.replaceAll('+', ' '));
    if (id !== undefined && ProductId.safeParse(id).success) ids.add(id);
    else bad.push(text);
  }
  return { ids: [...ids], bad };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const Revision = z.string().regex(/^\d+$/).transform(Number).pipe(z.int());

/** The lowest revision that the client accepts; 0 by default. */
export function readMinRevision(text: string | undefined): number | Problem {
  const revision = Revision.safeParse(text ?? '0');
  return revision.success
    ? revision.data
    : problem('bad-min-revision', `minRevision must be a whole number, not "${text}"`);
}

/** Whether `If-None-Match` contains this entity tag; weak comparison, as in RFC 9110. */
export const namesTag = (ifNoneMatch: string | undefined, tag: string): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === '*' || each === tag);
