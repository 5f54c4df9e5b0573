import { openApi } from '../adapters/openapi.ts';
import { ModelHealth } from '../domain/context/model-health.ts';
import { Order } from '../domain/context/order.ts';
import { Proposal } from '../domain/context/proposal.ts';
import { Decision } from '../domain/decision/decision.ts';
import { Calibration, DemandMemory } from '../domain/demand/demand-memory.ts';
import { SalesRate } from '../domain/demand/sales-rate.ts';
import { Limit, LimitSource } from '../domain/guardrails/limit.ts';
import { TrailEntry } from '../domain/guardrails/trail.ts';
import { AuditEntry } from '../domain/people/audit.ts';
import { GuardrailSettings, Policy, PolicyTerms } from '../domain/policy/policy.ts';
import { Product } from '../domain/product/product.ts';
import { Evidence, JudgedOn, LedgerRow } from '../domain/record/ledger.ts';
import { Trace, TraceState } from '../domain/record/trace.ts';
import { TracePart } from '../domain/record/trace-part.ts';
import { Standing } from '../domain/standing/standing.ts';
import { PriceState } from '../domain/state/price-state.ts';
import { DeadLetter } from './routes/dead-letters.ts';
import { Fault, ProblemBody } from './routes/fields.ts';
import { ROUTES } from './routes/index.ts';
import { ModeChange } from './routes/policies.ts';
import { Draft } from './routes/policy-drafts.ts';
import { RejectionCount } from './routes/reports.ts';
import { ReviewItem } from './routes/reviews.ts';
import type { Route } from './routes/route.ts';
import { FoundEvent } from './routes/search.ts';
import { Person } from './routes/session.ts';

const named = {
  Calibration,
  DemandMemory,
  GuardrailSettings,
  JudgedOn,
  Limit,
  LimitSource,
  ModelHealth,
  Policy,
  SalesRate,
  Standing,
  TracePart,
  AuditEntry,
  DeadLetter,
  Decision,
  Draft,
  Evidence,
  Fault,
  FoundEvent,
  LedgerRow,
  ModeChange,
  Order,
  Person,
  PolicyTerms,
  PriceState,
  Product,
  Proposal,
  RejectionCount,
  ReviewItem,
  Trace,
  TraceState,
  TrailEntry,
};

/** The OpenAPI document of the operators' API. */
export const operatorsApi = () =>
  openApi<Route>(ROUTES, {
    title: "Pricewire: operators' API",
    description:
      'The API of the command line and the console. Amounts are minor units, times are UTC. Errors are application/problem+json.',
    server: '/api',
    problem: ProblemBody,
    named,
    securitySchemes: {
      person: { type: 'apiKey', in: 'header', name: 'x-pricewire-person', description: 'Who asks' },
    },
    extra: ({ role, effect, asksTwice }) => ({
      security: role === 'anyone' ? [] : [{ person: [] }],
      'x-role': role,
      'x-effect': effect,
      ...(asksTwice ? { 'x-asks-twice': true } : {}),
    }),
  });
