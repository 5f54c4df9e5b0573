import type { Evidence } from '../../domain/ledger.ts';
import type { DeployedModel } from '../../tasks/models.ts';

/** Where the thread finds what the tasks need. */
export interface Where {
  dynamodb: string;
  redisUrl: string;
  modelUrl: string;
  models: [DeployedModel, ...DeployedModel[]];
}

/** To the thread: call a function, or forget the terms that were read, since they were written elsewhere. */
export type ToThread = { call: number; name: string; payload: string } | 'forget' | 'stop';

/** From the thread: it is ready, a function's answer as Lambda gives it, or what was written to the ledger. */
export type FromThread =
  | 'ready'
  | { call: number; payload: string; functionError?: string }
  | { touched: string; closed: boolean | undefined }
  | { decided: Evidence };
