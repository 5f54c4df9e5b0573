import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';

/** An account and a region of AWS, and the ARN of whose credentials these are. */
export interface Whereabouts {
  account: string;
  region: string;
  arn: string;
}

/** Where calls with this configuration go. */
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
