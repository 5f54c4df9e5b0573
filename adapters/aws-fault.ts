/** Why AWS, or the SDK before the call, refused a call. */
export interface AwsFault {
  kind: 'no-credentials' | 'no-region' | 'expired' | 'denied' | 'throttled' | 'unreachable' | 'not-found';
  /** One line, with the action and the resource if AWS names them. */
  message: string;
}

interface Thrown {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  cause?: unknown;
}

const KINDS: [AwsFault['kind'], RegExp][] = [
  [
    'no-credentials',
    /^(CredentialsProviderError|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)$/,
  ],
  ['expired', /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError)$/],
  [
    'denied',
    /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|NotAuthorized|KMSAccessDeniedException)$|\.AccessDenied$/,
  ],
  [
    'throttled',
    /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceededException|ProvisionedThroughputExceeded/,
  ],
  ['not-found', /^(ParameterNotFound|ResourceNotFoundException|QueueDoesNotExist|StateMachineDoesNotExist)$/],
];

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Classifies an error of an SDK client, or the cause of the error; undefined for other errors. */
export function awsFault(error: unknown): AwsFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name = '', message = '', code, cause } = error as Thrown;
  const [kind] = KINDS.find(([, names]) => names.test(String(name))) ?? [];
  if (kind !== undefined) return { kind, message: told(kind, String(name), String(message)) };
  if (/region is missing/i.test(String(message)))
    return {
      kind: 'no-region',
      message: 'no region is set: use --region, AWS_REGION or the profile',
    };
  if (UNREACHABLE.has(String(code)) || name === 'TimeoutError')
    return { kind: 'unreachable', message: `no answer: ${message || code}` };
  return awsFault(cause);
}

function told(kind: AwsFault['kind'], name: string, message: string): string {
  const said = message.replace(/\s+/g, ' ').trim();
  switch (kind) {
    case 'no-credentials':
      return `no valid AWS credentials: ${said || name}`;
    case 'expired':
      return `the credentials have expired; sign in again: ${said || name}`;
    case 'denied':
      return deniedText(said || name);
    case 'throttled':
      return `AWS is throttling; try again in a moment: ${said || name}`;
    default:
      return `${name}: ${said}`;
  }
}

// "User: <arn> is not authorized to perform: <action> on resource: <arn> because …"
function deniedText(message: string): string {
  const [, who, action, resource] =
    /^User: (\S+) is not authorized to perform: (\S+?)(?: on resource: (\S+))?(?: |$)/.exec(message) ?? [];
  if (action === undefined) return `access denied: ${message}`;
  return `access denied: ${who} lacks ${action}${resource === undefined ? '' : ` on ${resource}`}`;
}
