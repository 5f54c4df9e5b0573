import { describe, expect, it } from 'vitest';
import { type Synthesized, synth } from './synth.ts';

/**
 * Resources with state, or with an ARN or address that is known outside. With another logical id CloudFormation would replace them,
 * so ids here are only ever added.
 */
const PINNED = {
  Alarms: 'Alarms04B5A0BF',
  AlarmsKey: 'AlarmsKey8B9C40AB',
  AuditKey: 'AuditKeyB2DBB069',
  'LowStock/Notices': 'LowStockNoticesD4C8AB16',
  'LowStock/NoticesKey': 'LowStockNoticesKey8650EE1B',
  'LowStock/Rule': 'LowStockRuleFEE33926',
  'LowStock/Undelivered': 'LowStockUndelivered5F7453E0',
  Api: 'ApiF70053CD',
  Audit: 'Audit3D8ADE0A',
  Bus: 'BusEA82B648',
  'Bus/Accepted/Archive': 'BusAcceptedArchive5C97DBF7',
  'Cache/Events': 'CacheEvents741135CA',
  'Cache/Users/Group': 'CacheUsersGroup9DFFF292',
  'Cache/Users/check': 'CacheUserscheckB4F0B4E6',
  'Cache/Users/default': 'CacheUsersdefault94BCC8E2',
  'Cache/Users/publish': 'CacheUserspublish98B018B6',
  'Cache/Users/repair': 'CacheUsersrepair2E734F9B',
  'Cache/Users/storefront': 'CacheUsersstorefrontB4A93B30',
  'Cache/Valkey': 'CacheValkey8BCB8589',
  Catalog: 'Catalog742F25FD',
  DeadLetters: 'DeadLettersBBF8BAAB',
  'Intake/Rule': 'IntakeRule74C4A7C4',
  Ledger: 'LedgerB7379752',
  'Live/Alias': 'LiveAliasAAB91F38',
  'Live/Endpoint': 'LiveEndpoint694423AB',
  PriceState: 'PriceState7437D027',
  'Reconciliation/Accepted': 'ReconciliationAcceptedAA12926F',
  'Replays/Queue': 'ReplaysQueueC975F575',
  'Replays/Rule': 'ReplaysRule3C3416E4',
  Reviews: 'ReviewsAA74421E',
  Undelivered: 'UndeliveredF3CF66A9',
  'Waiting/Queue': 'WaitingQueue5FF643F5',
  Vpc: 'Vpc8378EB38',
  Workflow: 'Workflow193EF7C1',
  WorkflowLogs: 'WorkflowLogs6DD5EEB0',
};

const STATEFUL = [
  'AWS::ApiGatewayV2::Api',
  'AWS::DynamoDB::GlobalTable',
  'AWS::EC2::VPC',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::Events::Archive',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::KMS::Key',
  'AWS::SageMaker::Endpoint',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
  'AWS::StepFunctions::StateMachineAlias',
];

/** The log of executions. Other logs may be replaced. */
const EXECUTION_LOG = 'WorkflowLogs';

const stateful = (app: Synthesized) =>
  Object.fromEntries(
    [...STATEFUL.flatMap((type) => Object.keys(app.all(type))), EXECUTION_LOG].map((path) => [
      path,
      app.idOf(path),
    ]),
  );

describe.each([
  ['dev', await synth('dev'), 'Delete'],
  ['prod', await synth('prod'), 'Retain'],
] as const)('what holds state in %s', (_, app, policy) => {
  it('keeps its logical id', () => {
    expect(stateful(app)).toEqual(PINNED);
  });

  it.each(['Bus', 'Bus/Accepted/Archive', 'DeadLetters', 'Undelivered', 'WorkflowLogs'])(
    'outlives its stack in prod, and goes with it in dev: %s',
    (path) => {
      const { DeletionPolicy, UpdateReplacePolicy } = app.get(path);
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([policy, policy]);
    },
  );
});
