import { ArnFormat, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { alarmNameOf, alarmsIn } from './alarm-conventions.ts';
import { CacheAlarms } from './alarms/cache-alarms.ts';
import { EventAlarms } from './alarms/event-alarms.ts';
import { ScheduleAlarms } from './alarms/schedule-alarms.ts';
import { StorefrontAlarms } from './alarms/storefront-alarms.ts';
import { ThrottleAlarms } from './alarms/throttle-alarms.ts';
import { WorkflowAlarms } from './alarms/workflow-alarms.ts';
import type { Config } from './config.ts';
import { ageRows, eventRows } from './dashboard/event-rows.ts';
import { modelRows, pipelineRows, storefrontRows, storeRows } from './dashboard/platform-rows.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';
import type { StorefrontStack } from './storefront-stack.ts';

export interface ObservabilityStackProps extends StackProps {
  config: Config;
  data: DataStack;
  pipeline: PipelineStack;
  storefront: StorefrontStack;
}

/** Alarms on every promise, and a dashboard. Deployed after all stacks with alarms of their own. */
export class ObservabilityStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { config, data, pipeline, storefront, ...props }: ObservabilityStackProps,
  ) {
    super(scope, id, props);
    const { alarms: limits } = config;
    new EventAlarms(this, 'Events', { pipeline, limits });
    new WorkflowAlarms(this, 'Executions', { workflow: pipeline.workflow, failures: limits.failures });
    new ThrottleAlarms(this, 'Throttled', { stores: data });
    new ScheduleAlarms(this, 'Schedules', { within: pipeline });
    new CacheAlarms(this, 'Cache', {
      cache: data.cache,
      replicas: config.cache.replicas,
      limits: limits.cache,
    });
    new StorefrontAlarms(this, 'Storefront', { api: storefront.api, limits: limits.storefront });

    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `pricewire-${config.stage}` });
    const rows = [
      [this.alarmStates()],
      ...eventRows(pipeline),
      ...ageRows(),
      ...pipelineRows(pipeline),
      ...modelRows(config),
      ...storeRows(data, config),
      ...storefrontRows(storefront),
      [
        new TextWidget({
          markdown: 'What each alarm and metric means: docs/operations.md',
          width: 24,
          height: 1,
        }),
      ],
    ];
    for (const row of rows) dashboard.addWidgets(...row);
    this.queries(config.stage);
  }

  // By name: an export of each alarm would couple the stacks.
  private alarmStates(): AlarmStatusWidget {
    const alarms = alarmsIn(this.node.root).map((alarm, at) =>
      Alarm.fromAlarmArn(
        this,
        `State${at}`,
        this.formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: alarmNameOf(alarm),
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ),
    );
    return new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 5 });
  }

  private queries(stage: string): void {
    const query = (id: string, name: string, filter: string) =>
      new QueryDefinition(this, id, {
        queryDefinitionName: `pricewire-${stage}/${name}`,
        queryString: new QueryString({
          fields: ['@timestamp', 'task', 'eventId', 'productId', 'error.name', 'error.message', 'execution'],
          filterStatements: [filter],
          sort: '@timestamp desc',
          limit: 100,
        }),
      });
    query('Faults', 'faults', 'level = "ERROR"');
    query('OneEvent', 'one event', 'eventId = "PUT ITS ID HERE"');
  }
}
