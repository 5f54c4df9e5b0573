import { AttributeType, Billing, ProjectionType, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TABLES } from '../../adapters/tables.ts';

type Keys = (typeof TABLES)[keyof typeof TABLES];

export interface StoreTableProps extends Omit<TablePropsV2, 'partitionKey' | 'sortKey'> {
  keys: Keys;
}

export class StoreTable extends TableV2 {
  constructor(scope: Construct, id: string, { keys, ...props }: StoreTableProps) {
    super(scope, id, {
      ...keySchema(keys),
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      globalSecondaryIndexes: Object.entries(keys.indexes).map(([indexName, index]) => ({
        indexName,
        ...keySchema(index),
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      ...props,
    });
  }

  /** Grants calls on the table, not on its indexes. */
  override grant(grantee: IGrantable, ...actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.tableArn] });
  }

  /** Grants calls on items whose key starts with `prefix` only. */
  grantItems(grantee: IGrantable, prefix: string, ...actions: string[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] } },
    });
  }

  /** Grants queries of one index. */
  grantQuery(grantee: IGrantable, index: string): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.tableArn}/index/${index}`],
    });
  }
}

const keySchema = ({ hash, range }: { hash: string; range?: string }) => ({
  partitionKey: text(hash),
  ...(range === undefined ? {} : { sortKey: text(range) }),
});

const text = (name: string) => ({ name, type: AttributeType.STRING });
