import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';

/** The scripts of adapters/price-cache.ts, and what asks for an epoch. */
const PUBLISH = '+hget +hset +time +publish +eval +evalsha';

/** What each client of the cache may do in it: its keys, its channel, the commands that its code sends, INFO to connect. */
export const CACHE_ACCESS = {
  publish: `on ~price:* &prices -@all +info ${PUBLISH}`,
  storefront: `on ~price:* &prices -@all +info +hgetall ${PUBLISH}`,
  repair: `on ~price:* ~pricewire:filled &prices -@all +info +hgetall +hsetnx ${PUBLISH}`,
  check: 'on ~price:* ~pricewire:filled -@all +info +scan +hgetall +hget +hdel',
} as const;

export type CacheUser = keyof typeof CACHE_ACCESS;

const USERS = Object.keys(CACHE_ACCESS) as CacheUser[];

/** Who may log in to the cache: by IAM, so that there is no password. Valkey lets nobody else in, not the default user either. */
export class CacheUsers extends Construct {
  readonly group: CfnUserGroup;
  readonly #prefix: string;

  constructor(scope: Construct, id: string, { stage }: { stage: string }) {
    super(scope, id);
    this.#prefix = `pricewire-${stage}`;
    const users = USERS.map(
      (user) =>
        new CfnUser(this, user, {
          engine: 'valkey',
          // With IAM they must be the same.
          userId: this.nameOf(user),
          userName: this.nameOf(user),
          authenticationMode: { Type: 'iam' },
          accessString: CACHE_ACCESS[user],
        }),
    );
    this.group = new CfnUserGroup(this, 'Group', {
      engine: 'valkey',
      userGroupId: this.#prefix,
      userIds: users.map(({ ref }) => ref),
    });
  }

  nameOf(user: CacheUser): string {
    return `${this.#prefix}-${user}`;
  }

  arnOf(user: CacheUser): string {
    return Stack.of(this).formatArn({
      service: 'elasticache',
      resource: 'user',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: this.nameOf(user),
    });
  }
}
