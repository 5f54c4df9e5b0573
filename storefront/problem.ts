import type { Missing } from './routes.ts';

/** All answers without a price: HTTP status and title. */
const PROBLEMS = {
  'bad-product-id': [400, 'Not a product id'],
  'bad-ids': [400, 'Not a list of product ids'],
  'too-many-ids': [400, 'Too many product ids'],
  'bad-min-revision': [400, 'Not a revision'],
  'min-revision-above-newest': [400, 'minRevision is above the newest revision'],
  'unknown-product': [404, 'No such product'],
  'no-price-yet': [404, 'The product has no price yet'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Only GET is answered here'],
  'product-retired': [410, 'The product is retired'],
  internal: [500, 'Something went wrong'],
  'no-live-prices': [501, 'No live prices here'],
  unavailable: [503, 'Prices cannot be read just now'],
  'too-many-streams': [503, 'Too many live streams'],
} as const;

type Name = keyof typeof PROBLEMS;

/** A problem in the format of RFC 9457. */
export interface Problem {
  kind: 'problem';
  type: `urn:pricewire:problem:${Name}`;
  title: string;
  status: (typeof PROBLEMS)[Name][0];
  detail: string;
}

export function problem(name: Name, detail: string): Problem {
  const [status, title] = PROBLEMS[name];
  return { kind: 'problem', type: `urn:pricewire:problem:${name}`, title, status, detail };
}

export function problemResponse(
  { kind: _, ...body }: Problem,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(body.status === 503 ? { 'retry-after': '1' } : {}),
      ...headers,
    },
  });
}

/** A product without a price, in an answer for several products. */
export const missingBody = (productId: string, { status, title }: Problem): Missing => ({
  productId,
  status,
  title,
});
