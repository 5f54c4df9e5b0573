import type { Measured } from '../../../../lab/cost/measure/measure.ts';
import { noUsage, type Usage } from '../../../../lab/cost/measure/meter.ts';
import { GB } from '../../../../lab/cost/prices.ts';
import type { Deployed, DeployedFunction } from '../../../../lab/cost/template.ts';

export const RECONCILE = 'Reconciliation/Reconcile';

export const usage = (changes: Partial<Usage> = {}): Usage => ({ ...noUsage(), ...changes });

export const lambda = (changes: Partial<DeployedFunction> = {}): DeployedFunction => ({
  memoryMb: 1_024,
  platformLines: 'none',
  infrequentAccess: false,
  retentionDays: 0,
  ...changes,
});

/** Ten events without any usage. */
export const measured = (changes: Partial<Measured> = {}): Measured => ({
  events: 10,
  outcomes: { held: 10 },
  announced: 0,
  functions: {},
  express: { records: 0, bytes: 0, bytesWithoutData: 0, tasks: 0 },
  eventBytes: 0,
  storedBytes: 0,
  ledgerBytes: { rows: 0, heldEvidence: 0, evidence: 0, priced: 0 },
  itemBytes: {},
  stateJsonBytes: [],
  products: 24,
  metrics: [],
  ...changes,
  upkeep: { 'reconcile-accepted': usage({ invocations: 1 }), ...changes.upkeep },
});

/** A deployment of only a workflow that logs all states and the function that looks up accepted events, without sampling. */
export const deployed = (changes: Partial<Deployed> = {}): Deployed => ({
  schedules: [],
  readers: [],
  trace: { level: 'ALL', executionData: true, infrequentAccess: true, retentionDays: 0 },
  archiveDays: 0,
  sampling: { aSecond: 0, share: 0 },
  pointInTimeRecovery: false,
  retention: { rows: 100, heldEvidence: 30, evidence: 100 },
  alarmMetrics: 0,
  compositeAlarms: 0,
  dashboards: 0,
  encryptionKeys: 0,
  instances: [],
  ...changes,
  functions: { [RECONCILE]: lambda(), ...changes.functions },
});

export const MILLION = { events: 1_000_000, products: 24 };
/** This many bytes an event are a GB for a million events. */
export const GB_OF_A_MILLION = GB / 1_000_000;
