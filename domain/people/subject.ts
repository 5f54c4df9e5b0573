/** A session of a permission set. IAM Identity Center creates the role and names the session after the user. */
const PERMISSION_SET = /^arn:[^:]+:sts::[^:]*:assumed-role\/AWSReservedSSO_[^/]+_[0-9a-f]{16}\/(.+)$/;
const SESSION = /^arn:([^:]+):sts::([^:]*):assumed-role\/([^/]+)\/.+$/;

/**
 * The subject behind an AWS ARN, by which people are compared. For a permission set it is the user, in every set and account.
 * For any other session it is the role, because the caller chooses the session name.
 */
export function subjectOf(arn: string): string {
  const [, user] = PERMISSION_SET.exec(arn) ?? [];
  if (user !== undefined) return user;
  const [, partition, account, role] = SESSION.exec(arn) ?? [];
  return role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
}
