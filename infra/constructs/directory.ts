import { Stack } from 'aws-cdk-lib';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { DeployedModel } from '../../adapters/demand-models.ts';
import { type Directory as Content, directoryName } from '../../adapters/directory.ts';
import { FORMAT } from '../../adapters/stored-item.ts';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import type { PipelineStack } from '../pipeline-stack.ts';

export interface DirectoryProps {
  config: Pick<Config, 'stage' | 'sweep' | 'people' | 'trace'>;
  data: Pick<DataStack, 'catalog' | 'priceState' | 'ledger' | 'reviews' | 'audit' | 'auditKey'>;
  parts: Pick<
    PipelineStack,
    'bus' | 'intake' | 'replays' | 'live' | 'workflow' | 'deadLetters' | 'undelivered' | 'cacheCare'
  >;
  models: readonly DeployedModel[];
  storefront: string;
}

/** One parameter with the names and addresses of everything in the stage. It holds no secrets. */
export class Directory extends Construct {
  constructor(scope: Construct, id: string, props: DirectoryProps) {
    super(scope, id);
    const { stage } = props.config;
    new StringParameter(this, 'Parameter', {
      parameterName: directoryName(stage),
      description: 'Where the parts of Pricewire are, for its command line',
      stringValue: Stack.of(this).toJsonString(contentOf(props)),
      // Up to 4 KB it is a standard parameter, free of charge; a list of many models can be longer.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
  }
}

const contentOf = ({ config, data, parts, models, storefront }: DirectoryProps): Content => ({
  version: 1,
  stage: config.stage,
  tables: {
    catalog: data.catalog.tableName,
    priceState: data.priceState.tableName,
    ledger: data.ledger.tableName,
    reviews: data.reviews.tableName,
    audit: data.audit.tableName,
  },
  auditKey: data.auditKey.keyArn,
  bus: { name: parts.bus.eventBusName, arn: parts.bus.eventBusArn },
  replay: {
    archiveArn: parts.intake.archive.archiveArn,
    ruleArn: parts.replays.rule.ruleArn,
    queueUrl: parts.replays.queue.queueUrl,
  },
  stateMachineArn: parts.live.arn,
  executionLog: { group: parts.workflow.executionLogs.logGroupName, level: config.trace.level },
  itemFormat: FORMAT,
  queues: { deadLetters: parts.deadLetters.queueUrl, undelivered: parts.undelivered.queueUrl },
  functions: {
    checkCache: parts.cacheCare.check.live.functionArn,
    repairCache: parts.cacheCare.repair.live.functionArn,
  },
  storefront,
  models: [...models],
  underWayMs: config.sweep.openFor.toMilliseconds(),
  ...(config.people ? { people: config.people.map(({ arn, roles }) => ({ arn, roles: [...roles] })) } : {}),
});
