import { LOCAL_ACCOUNT } from './aws.ts';

const XML = { 'content-type': 'text/xml' };

/** STS in the AWS query protocol (a form, answered in XML). Only GetCallerIdentity, which always returns the local user. */
export function stsAnswer(form: URLSearchParams): Response {
  const action = form.get('Action') ?? '';
  return action === 'GetCallerIdentity'
    ? new Response(IDENTITY, { headers: XML })
    : new Response(invalidAction(action), { status: 400, headers: XML });
}

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::${LOCAL_ACCOUNT}:user/local</Arn>
    <UserId>local</UserId>
    <Account>${LOCAL_ACCOUNT}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>`;

const invalidAction = (action: string): string => `<ErrorResponse>
  <Error>
    <Type>Sender</Type>
    <Code>InvalidAction</Code>
    <Message>This stack answers GetCallerIdentity in the query protocol, not "${escaped(action)}"</Message>
  </Error>
  <RequestId>local</RequestId>
</ErrorResponse>`;

const escaped = (text: string): string => text.slice(0, 100).replace(/[^\p{L}\p{N} _.-]/gu, '?');
