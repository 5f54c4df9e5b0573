import * as z from 'zod';
import { Role } from '../domain/role.ts';
import { ModelContract } from '../model/features.ts';

const Name = z.string().min(1);
const Arn = z.string().startsWith('arn:');

/** Where everything of a deployed stage is. The deployment writes it as one parameter; whoever comes from outside reads it. */
export const Directory = z.object({
  /** Raised when a field changes its meaning. */
  version: z.literal(1),
  stage: Name,
  tables: z.object({ catalog: Name, priceState: Name, ledger: Name, reviews: Name, audit: Name }),
  /** The key that the audit log is signed with. */
  auditKey: Arn,
  bus: z.object({ name: Name, arn: Arn }),
  /** The archive of accepted events, and the rule and queue that its replays go to, for a look at them. */
  replay: z.object({ archiveArn: Arn, ruleArn: Arn, queueUrl: z.url() }),
  /** The alias that executions are started by. */
  stateMachineArn: Arn,
  /** The log group that executions are traced in. */
  traceLogGroup: Name,
  queues: z.object({ deadLetters: z.url(), undelivered: z.url() }),
  /** Functions that reach the cache, by name or ARN. */
  functions: z.object({ checkCache: Name, repairCache: Name }),
  /** Address of the price read API. */
  storefront: z.url(),
  /** The models that policies may name, the default first. */
  models: z.array(z.object({ endpoint: Name, contract: ModelContract })).min(1),
  /** The longest that an event can be under way, in milliseconds. */
  underWayMs: z.int().positive(),
  /** Whose credentials have which roles in the console; left out: whatever IAM lets them do. */
  people: z.array(z.object({ arn: Arn, roles: z.array(Role) })).optional(),
});
export type Directory = z.infer<typeof Directory>;

/** The name of the parameter that holds a stage's directory. */
export const directoryName = (stage: string): string => `/pricewire/${stage}`;
