import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** An AWS account and region, and the ARN of the credentials. */
export interface Whereabouts {
  account: string;
  region: string;
  arn: string;
}

/** The account, region and credentials of calls with this configuration. */
export async function whereabouts(config: STSClientConfig): Promise<Whereabouts> {
  const client = new STSClient(config);
  try {
    const region = await client.config.region();
    const { Account = 'unknown', Arn = 'unknown' } = await client.send(new GetCallerIdentityCommand({}));
    return { account: Account, region, arn: Arn };
  } finally {
    client.destroy();
  }
}
