/**
 * Options of every SDK client of the local stack. The embedded services only check that a request looks signed; a real
 * signature would take more than a third of the time of a call.
 */
export const LOCAL_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  signer: {
    async sign<Request extends { headers: Record<string, string> }>(request: Request): Promise<Request> {
      request.headers['x-amz-date'] = '20260101T000000Z';
      request.headers['authorization'] =
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=local';
      return request;
    },
  },
};

export const LOCAL_ACCOUNT = '000000000000';
