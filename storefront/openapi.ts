import * as z from 'zod';
import { type DescribedRoute, openApi } from '../adapters/openapi.ts';
import { Missing, Price, STOREFRONT_ROUTES } from './routes.ts';

const Problem = z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() });

/** The OpenAPI document of the storefront. */
export const storefrontApi = () =>
  openApi<DescribedRoute>(STOREFRONT_ROUTES, {
    title: 'Pricewire: storefront',
    description:
      'Prices in force. Amounts are minor units, times are UTC. Errors are application/problem+json.',
    server: '/',
    problem: Problem,
    named: { Missing, Price },
    extra: () => ({ security: [] }),
  });
