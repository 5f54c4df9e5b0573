import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import { cacheNames } from '../../adapters/cache-names.ts';
import type { Config } from '../config.ts';

/** The commands of the scripts in adapters/price-cache.ts and of the read of the epoch. */
const PUBLISH = '+hget +hset +del +time +publish +eval +evalsha';

export const CACHE_USERS = ['publish', 'storefront', 'repair', 'check'] as const;
export type CacheUser = (typeof CACHE_USERS)[number];

/** Access string of each client: the keys and channel of its stage, the commands that its code sends, and INFO to connect. */
export function cacheAccess(stage: string): Record<CacheUser, string> {
  const { prices, channel, filled } = cacheNames(stage);
  const keys = `~${prices}*`;
  return {
    publish: `on ${keys} &${channel} -@all +info ${PUBLISH}`,
    storefront: `on ${keys} &${channel} -@all +info +hgetall ${PUBLISH}`,
    repair: `on ${keys} ~${filled} &${channel} -@all +info +scan +hgetall +hsetnx ${PUBLISH}`,
    check: `on ${keys} ~${filled} -@all +info +scan +hgetall +hget +hdel`,
  };
}

/** Access string of a user that can't log in and has no permissions. */
export const LOCKED = 'off -@all';

/** The users of the cache. They log in by IAM, without passwords. The default user is off. */
export class CacheUsers extends Construct {
  readonly group: CfnUserGroup;
  readonly #prefix: string;

  constructor(scope: Construct, id: string, { stage, cache }: Pick<Config, 'stage' | 'cache'>) {
    super(scope, id);
    this.#prefix = `pricewire-${stage}`;
    const access = cacheAccess(stage);
    const users = CACHE_USERS.map(
      (user) =>
        new CfnUser(this, user, {
          engine: 'valkey',
          // IAM authentication requires the two to be equal.
          userId: this.nameOf(user),
          userName: this.nameOf(user),
          authenticationMode: { Type: 'iam' },
          accessString: access[user],
        }),
    );
    if (cache.defaultUser === 'locked') users.push(this.lockedDefault());
    this.group = new CfnUserGroup(this, 'Group', {
      engine: 'valkey',
      userGroupId: this.#prefix,
      userIds: users.map(({ ref }) => ref),
    });
  }

  // Valkey requires a password or IAM for each user, and with IAM the id must equal the name, which `default` can't.
  // The user is off, so this password is no secret.
  private lockedDefault(): CfnUser {
    const stackUuid = Fn.select(2, Fn.split('/', Stack.of(this).stackId));
    return new CfnUser(this, 'default', {
      engine: 'valkey',
      userId: `${this.#prefix}-default`,
      userName: 'default',
      authenticationMode: { Type: 'password', Passwords: [stackUuid] },
      accessString: LOCKED,
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
