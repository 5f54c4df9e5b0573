import * as z from 'zod';
import { Role } from '../domain/people/role.ts';
import { ModelContract } from '../model/features.ts';

const Name = z.string().min(1);
const Arn = z.string().startsWith('arn:');

/** Names and addresses of a deployed stage. The deployment writes it as one parameter, and clients outside read it. */
export const Directory = z.object({
  /** Raised when a field changes its meaning. */
  version: z.literal(1),
  stage: Name,
  tables: z.object({ catalog: Name, priceState: Name, ledger: Name, reviews: Name, audit: Name }),
  /** The key that signs the audit log. */
  auditKey: Arn,
  bus: z.object({ name: Name, arn: Arn }),
  /** The archive of accepted events, and the rule and queue of its replays. */
  replay: z.object({ archiveArn: Arn, ruleArn: Arn, queueUrl: z.url() }),
  /** The alias that starts executions. */
  stateMachineArn: Arn,
  /** Log group of executions and its level; undefined for stages deployed before this field existed. */
  executionLog: z.object({ group: Name, level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']) }).optional(),
  /** Format of the stage's items; undefined for stages deployed before this field existed. */
  itemFormat: z.int().positive().optional(),
  queues: z.object({ deadLetters: z.url(), undelivered: z.url() }),
  /** Functions that reach the cache, by name or ARN. */
  functions: z.object({ checkCache: Name, repairCache: Name }),
  storefront: z.url(),
  /** The models that policies may name, the default first. */
  models: z.array(z.object({ endpoint: Name, contract: ModelContract })).min(1),
  /** Maximum duration of an event's processing, in milliseconds. */
  underWayMs: z.int().positive(),
  /** Roles of credentials in the console. Without it IAM alone decides. */
  people: z.array(z.object({ arn: Arn, roles: z.array(Role) })).optional(),
});
export type Directory = z.infer<typeof Directory>;

/** The name of the parameter that holds a stage's directory. */
export const directoryName = (stage: string): string => `/pricewire/${stage}`;
