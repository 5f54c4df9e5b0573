import { Hono } from 'hono';
import * as z from 'zod';
import { ProductId } from '../../../domain/product.ts';
import { DAY_MS, shift, Time } from '../../../domain/time.ts';
import { openReviews } from '../../../tasks/reviews/open-reviews.ts';
import { audit } from '../audited.ts';
import { capReport } from '../reports/cap-report.ts';
import { decisionPage } from '../reports/decision-page.ts';
import { decisionReport } from '../reports/decision-report.ts';
import { priceAtReport } from '../reports/price-at-report.ts';
import { priceReduction } from '../reports/price-reduction.ts';
import { rejectionReport } from '../reports/rejection-report.ts';
import type { ApiNeed } from './need.ts';
import { inForce } from './policies.ts';
import { ApiProblem, notFound } from './problem.ts';
import { readQuery } from './request.ts';

const ProductAt = z.strictObject({ product: ProductId, at: Time.optional() });
const Span = z.strictObject({ since: Time.optional(), until: Time.optional() });
const OfPolicy = z.strictObject({ policy: z.string().min(1).max(100).default('default') });
const MONTH_MS = 30 * DAY_MS;

/** `/reports`: what can be shown to somebody who asks why. */
export const reportRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/price-at', async (c) => {
      const { product, at } = timeOf(need, readQuery(c, ProductAt));
      await audit(c, need, { ...viewOf(product), details: { at } });
      return c.json(await priceAtReport(need, product, at));
    })
    .get('/price-reduction', async (c) => {
      const { product, at } = timeOf(need, readQuery(c, ProductAt));
      await audit(c, need, { ...viewOf(product), details: { at } });
      return c.json(await priceReduction(need, product, at));
    })
    .get('/rejections', async (c) => {
      const { since, until = need.clock() } = readQuery(c, Span);
      await openReviews(need);
      return c.json(await rejectionReport(need, { since: since ?? shift(until, -MONTH_MS), until }));
    })
    .get('/emergency-caps', async (c) => {
      const { policy: policyId } = readQuery(c, OfPolicy);
      const policy = await inForce(need, policyId);
      await audit(c, need, { subject: { kind: 'policy', id: policyId }, details: {} });
      return c.json(await capReport(need, policy));
    })
    .get('/decision/:eventId', async (c) => {
      const eventId = c.req.param('eventId');
      const report = await decisionReport(need, eventId);
      if (report === undefined) throw notFound(`no decision was made on event ${eventId}`);
      const { productId } = report.evidence;
      await audit(c, need, { subject: { kind: 'event', id: eventId }, productId, details: {} });
      const { html, csp } = decisionPage(report);
      return c.body(html, 200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': csp,
      });
    });

function timeOf(
  { clock }: ApiNeed,
  { product, at = clock() }: z.infer<typeof ProductAt>,
): { product: string; at: string } {
  if (at > clock()) throw new ApiProblem(400, 'Bad request', `at: ${at} is yet to come`);
  return { product, at };
}

const viewOf = (productId: string) => ({ subject: { kind: 'product', id: productId }, productId });
