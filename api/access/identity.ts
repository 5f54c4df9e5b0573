import * as z from 'zod';
import { lookOf, PersonName, readName } from '../../domain/people/person-name.ts';
import { Role } from '../../domain/people/role.ts';
import { subjectOf } from '../../domain/people/subject.ts';
import type { Person, Session } from '../routes/session.ts';
import type { Caller } from './caller.ts';
import { literally } from './literally.ts';

const Roles = z
  .array(Role)
  .default([])
  // Every listed person is a viewer.
  .transform((roles): Role[] => ['viewer', ...new Set(roles.filter((role) => role !== 'viewer'))]);

/** The people to choose from on one machine. */
export const People = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[\w.@-]{1,100}$/, { error: 'must have 1 to 100 letters, digits or . _ @ -' }),
      name: PersonName,
      roles: Roles,
    }),
  )
  .min(1)
  .refine((people) => new Set(people.map(({ id }) => lookOf(id))).size === people.length, {
    error: 'has an id twice, or two that look the same',
  })
  .refine((people) => new Set(people.map(({ name }) => lookOf(name))).size === people.length, {
    error: 'has two people whose names look the same',
  });

/** The roles of credentials on a stage; `*` in an ARN matches anything. */
export const StagePeople = z.array(z.strictObject({ arn: z.string().startsWith('arn:'), roles: Roles }));
export type StagePeople = z.infer<typeof StagePeople>;

/** What a request says about its caller. */
export interface Asking {
  person: string | undefined;
  client: Caller['client'];
}

/** Identifies callers. */
export interface Identity {
  /** The stage, and the people to choose from. */
  session: Omit<Session, 'me'>;
  /** `nobody`: the request names nobody. `stranger`: it names an unlisted person. `refused`: why nobody is admitted. */
  whoIs(asking: Asking): Caller | 'nobody' | 'stranger' | { refused: string };
}

/**
 * One machine: the caller chooses a name, which proves nothing. The command line uses the system's user name and may do
 * everything, because its user can change the data anyway.
 */
export const chosenIdentity = (people: Person[]): Identity => ({
  session: { stage: 'local', identity: 'chosen', people },
  whoIs({ person, client }) {
    if (person === undefined || person === '') return 'nobody';
    if (client === 'cli') return byName(person);
    const found = people.find(({ id }) => id === person);
    return found === undefined ? 'stranger' : { id: found.id, name: found.name, client, roles: found.roles };
  },
});

function byName(person: string): Caller | { refused: string } {
  const read = readName(person);
  if ('problem' in read) return { refused: `your name ${read.problem}` };
  return { id: read.name, name: read.name, client: 'cli', roles: Role.options };
}

/**
 * A stage on AWS: the caller is the owner of this process's credentials, whatever the request says. Without a list of people
 * nobody may do anything.
 */
export function callerIdentity(
  where: { stage: string; account: string; region: string },
  arn: string,
  people: StagePeople | undefined,
): Identity {
  const roles = [
    ...new Set((people ?? []).filter((each) => matches(each.arn, arn)).flatMap((each) => each.roles)),
  ];
  const id = subjectOf(arn);
  const me: Person = { id, name: id.split(':').at(-1) ?? id, roles };
  const why =
    people === undefined
      ? `stage ${where.stage} has no people: list ARNs and roles as \`people\` of the stage in infra/config.ts, and deploy it`
      : `${arn} is not among the people of stage ${where.stage} (\`people\` in infra/config.ts)`;
  return {
    session: { ...where, identity: 'aws', people: [me] },
    whoIs: ({ client }) =>
      roles.length === 0 ? { refused: why } : { id, name: me.name, as: arn, client, roles },
  };
}

const matches = (pattern: string, arn: string): boolean =>
  new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`).test(arn);
