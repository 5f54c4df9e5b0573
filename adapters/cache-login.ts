import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';

export interface CacheLogin {
  /** The id of the replication group. */
  cacheName: string;
  /** The user of the cache; its id is its name. */
  user: string;
  /** Credentials, region and hash of any AWS client. */
  aws: Pick<SignatureV4Init, 'credentials' | 'region'> & {
    sha256: NonNullable<SignatureV4Init['sha256']>;
  };
  now?: () => Date;
}

/** Maximum lifetime of a token in ElastiCache. Connections stay open after it. */
const EXPIRES_SECONDS = 900;

/**
 * Creates tokens with which ElastiCache accepts a user whose IAM role may connect: a connect request, signed as for AWS, without
 * its scheme. Creating one sends nothing.
 * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export function cacheTokens({ cacheName, user, aws, now = () => new Date() }: CacheLogin) {
  const { credentials, region, sha256 } = aws;
  // ElastiCache stores ids in lower case, and verifies signatures with the stored form.
  const hostname = cacheName.toLowerCase();
  const signer = new SignatureV4({ service: 'elasticache', credentials, region, sha256 });

  return async (): Promise<string> => {
    const { query = {} } = await signer.presign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname,
        path: '/',
        query: { Action: 'connect', User: user },
        headers: { host: hostname },
      },
      { expiresIn: EXPIRES_SECONDS, signingDate: now() },
    );
    return `${hostname}/?${new URLSearchParams(query as Record<string, string>)}`;
  };
}
