import { CfnResource } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, type IRole, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { OWN_SOURCE } from '../../domain/events/kind.ts';
import type { Config } from '../config.ts';
import { principalsOf } from '../principals.ts';

export interface OwnSourceProps {
  bus: EventBus;
  /** Roles that emit operator events. */
  roles: readonly IRole[];
  people: Config['people'];
}

/**
 * Denies events with our own source to everybody except these roles and the people who may change something. Otherwise any
 * permission to put events could forge operator events. It must be a denial: an identity's own policy can allow PutEvents
 * whatever the bus allows.
 */
export class OwnSource extends Construct {
  constructor(scope: Construct, id: string, { bus, roles, people = [] }: OwnSourceProps) {
    super(scope, id);
    const giving = people.filter((each) =>
      each.roles.some((role) => role !== 'viewer' && role !== 'auditor'),
    );
    const allowed = [
      ...roles.map(({ roleArn }) => roleArn),
      ...new Set(giving.flatMap(({ arn }) => principalsOf(arn))),
    ];
    const statement = new PolicyStatement({
      sid: 'OwnSource',
      effect: Effect.DENY,
      principals: [new StarPrincipal()],
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: {
        // A call may carry ten entries; one of our source is enough to deny it.
        'ForAnyValue:StringEquals': { 'events:source': OWN_SOURCE },
        ArnNotLike: { 'aws:PrincipalArn': allowed },
        // EventBridge itself replays the archive.
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    });
    // The typed construct warns about fields that are not used here.
    new CfnResource(this, 'Policy', {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: bus.eventBusName,
        StatementId: 'OwnSource',
        Statement: statement.toStatementJson(),
      },
    });
  }
}
