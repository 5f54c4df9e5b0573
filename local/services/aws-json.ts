import type { Context } from 'hono';

/** An error in the format of the AWS JSON protocols. */
export class AwsError extends Error {
  readonly type: string;
  readonly status: 400 | 413 | 500 | 503;
  constructor(type: string, message: string, status: 400 | 413 | 500 | 503 = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export const awsErrorResponse = (c: Context, { type, message, status }: AwsError): Response =>
  c.json({ __type: type, message }, status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-errortype': type,
  });
