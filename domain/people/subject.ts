/** A session of a permission set: IAM Identity Center makes the role, and names the session after the user. */
const PERMISSION_SET = /^arn:[^:]+:sts::[^:]*:assumed-role\/AWSReservedSSO_[^/]+_[0-9a-f]{16}\/(.+)$/;
const SESSION = /^arn:([^:]+):sts::([^:]*):assumed-role\/([^/]+)\/.+$/;

/**
 * Who stands behind an ARN of AWS, as people are compared. The user behind a permission set, whichever set and account it is.
 * Any other session goes by its role alone: whoever may assume a role chooses the session's name.
 */
export function subjectOf(arn: string): string {
  const [, user] = PERMISSION_SET.exec(arn) ?? [];
  if (user !== undefined) return user;
  const [, partition, account, role] = SESSION.exec(arn) ?? [];
  return role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
}
