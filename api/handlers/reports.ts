import type { ReviewDeps } from '../../compliance/reviews/deps.ts';
import { openReviews } from '../../compliance/reviews/open-reviews.ts';
import { DAY_MS, shift } from '../../domain/values/time.ts';
import { audit } from '../access/audited.ts';
import type { ApiDeps } from '../deps.ts';
import { inForce } from '../policies/in-force.ts';
import { ApiProblem, notFound } from '../problem.ts';
import { capReport } from '../reports/cap-report.ts';
import { decisionPage } from '../reports/decision-page.ts';
import { decisionReport } from '../reports/decision-report.ts';
import type { ReportDeps } from '../reports/deps.ts';
import { priceAtReport } from '../reports/price-at-report.ts';
import { priceReduction } from '../reports/price-reduction.ts';
import { rejectionReport } from '../reports/rejection-report.ts';
import type { ProductAt, REPORT_ROUTES } from '../routes/reports.ts';
import type { Handlers } from '../serve.ts';

type Deps = ReportDeps & ReviewDeps & Pick<ApiDeps, 'audit'>;

const MONTH_MS = 30 * DAY_MS;

/** Reports that explain prices and decisions. */
export const reportHandlers = (deps: Deps): Handlers<typeof REPORT_ROUTES> => ({
  'GET /reports/price-at': async ({ c, query }) => {
    const { product, at } = timeOf(deps, query);
    await audit(c, deps, { ...viewOf(product), details: { at } });
    return priceAtReport(deps, product, at);
  },
  'GET /reports/price-reduction': async ({ c, query }) => {
    const { product, at } = timeOf(deps, query);
    await audit(c, deps, { ...viewOf(product), details: { at } });
    return priceReduction(deps, product, at);
  },
  'GET /reports/rejections': async ({ query: { since, until = deps.clock() } }) => {
    await openReviews(deps);
    return rejectionReport(deps, { since: since ?? shift(until, -MONTH_MS), until });
  },
  'GET /reports/emergency-caps': async ({ c, query: { policy: policyId } }) => {
    const policy = await inForce(deps, policyId);
    await audit(c, deps, { subject: { kind: 'policy', id: policyId }, details: {} });
    return capReport(deps, policy);
  },
  'GET /reports/decision/:eventId': async ({ c, params: { eventId } }) => {
    const report = await decisionReport(deps, eventId);
    if (report === undefined) throw notFound(`no decision was made on event ${eventId}`);
    const { productId } = report.evidence;
    await audit(c, deps, { subject: { kind: 'event', id: eventId }, productId, details: {} });
    const { html, csp } = decisionPage(report);
    return c.body(html, 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': csp,
    });
  },
});

function timeOf(
  { clock }: Pick<ApiDeps, 'clock'>,
  { product, at = clock() }: ProductAt,
): { product: string; at: string } {
  if (at > clock()) throw new ApiProblem(400, 'Bad request', `at: ${at} is yet to come`);
  return { product, at };
}

const viewOf = (productId: string) => ({ subject: { kind: 'product', id: productId }, productId });
