import { badInput } from './failure.ts';
import { readJsonFile } from './json-file.ts';

/** The terms in a file, and the id of their policy. Throws CliFailure. */
export async function readPolicyFile(file: string): Promise<{ policyId: string; terms: unknown }> {
  const terms = await readJsonFile(file);
  const { policyId } = (terms ?? {}) as { policyId?: unknown };
  if (typeof policyId !== 'string' || policyId === '') throw badInput(`${file}: policyId: is missing`);
  return { policyId, terms };
}
