import type { Person } from '../../api/routes/session.ts';
import type { DataPart } from '../data-folder.ts';

export interface StackOptions {
  dataDir: string;
  /** Port of the HTTP server. DynamoDB, SQS and Redis use the next ones. 0: any free ports. */
  port: number;
  /** An existing Redis. */
  redisUrl?: string | undefined;
  /** Prefix of the stack's keys in Redis, by default `local`. Stacks that share a Redis need different ones. */
  name?: string | undefined;
  /** Where to search redis-server, in the format of PATH. */
  path?: string | undefined;
  /** A SageMaker runtime to use instead of the stack's own. */
  modelUrl?: string | undefined;
  /** Folder with model.json and contract.json, instead of the bundled model. */
  model?: string | undefined;
  /** Folder of a second model, for policies that name it as challenger. */
  challenger?: string | undefined;
  /** People to choose from in the console, by default those of `default-people.json`. */
  people?: Person[] | undefined;
  /** Days that entries of the audit log are kept. Omit it to keep them for ever. */
  auditDays?: number | undefined;
  /** Continues with a new key if the key of the audit log is missing. */
  newAuditKey?: boolean | undefined;
  /** Parts of the data that may be missing or truncated; their content is given up. */
  acceptLoss?: DataPart[] | undefined;
  /** File for the execution log, in the format of CloudWatch Logs at level ALL. Omit it for no log. */
  executionLog?: string | undefined;
  /** Receives faults that no caller sees. */
  onFault: (error: unknown) => void;
  /** Receives a line about each repair. */
  onNotice?: ((line: string) => void) | undefined;
}

/** What each part of the stack gets. */
export interface StackRun {
  options: StackOptions;
  /** Address of the stack's HTTP server. */
  url: string;
  /** Reports a line to people. */
  say: (line: string) => void;
  onFault: (error: unknown) => void;
  /** Adds a step to the stop of the stack, which takes them in reverse order. */
  onStop: (step: () => Promise<unknown>) => void;
}
