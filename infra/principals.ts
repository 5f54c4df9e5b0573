const SESSION = /^arn:([^:]+):sts::([^:]*):assumed-role\/([^/]+)\/.*$/;

/**
 * The values of `aws:PrincipalArn` for an ARN in `people`. For a session it is the ARN of the role, including the path that
 * the session's ARN omits (`/aws-reserved/sso.amazonaws.com/REGION/` for a permission set).
 */
export function principalsOf(arn: string): string[] {
  const [, partition, account, role] = SESSION.exec(arn) ?? [];
  if (role === undefined) return [arn];
  const roles = `arn:${partition}:iam::${account}:role`;
  return [`${roles}/${role}`, `${roles}/*/${role}`];
}
