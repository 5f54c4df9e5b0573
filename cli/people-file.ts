import { People } from '../api/access/identity.ts';
import type { Person } from '../api/routes/session.ts';
import { badInput } from './shared/failure.ts';
import { readJsonFile } from './shared/json-file.ts';

/** The people in a file. Throws CliFailure, with the first thing that is wrong. */
export async function readPeople(file: string): Promise<Person[]> {
  const { data, error } = People.safeParse(await readJsonFile(file));
  if (data !== undefined) return data;
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  throw badInput(`${file}: ${[path.join('.'), message].filter((part) => part !== '').join(': ')}`);
}
