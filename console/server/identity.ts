import * as z from 'zod';
import { Role } from '../../domain/role.ts';
import type { Person, Session } from '../contract/people.ts';
import type { Caller } from './caller.ts';
import { literally } from './literally.ts';

const Roles = z
  .array(Role)
  .default([])
  // Everybody who is named may look.
  .transform((roles): Role[] => ['viewer', ...new Set(roles.filter((role) => role !== 'viewer'))]);

/** The people that can be chosen on one machine. */
export const People = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[\w.@-]{1,100}$/, { error: 'must be 1 to 100 letters, digits and . _ @ -' }),
      name: z.string().min(1).max(200),
      roles: Roles,
    }),
  )
  .min(1)
  .refine((people) => new Set(people.map(({ id }) => id)).size === people.length, {
    error: 'names an id twice',
  });

/** Whose credentials may do what on a stage; `*` in an ARN stands for anything. */
export const StagePeople = z.array(z.strictObject({ arn: z.string().startsWith('arn:'), roles: Roles }));
export type StagePeople = z.infer<typeof StagePeople>;

/** What a request says of who made it. */
export interface Asking {
  person: string | undefined;
  client: Caller['client'];
}

/** Knows who asks. */
export interface Identity {
  /** Where this is, and who can be chosen. */
  session: Omit<Session, 'me'>;
  /** `nobody`: the request does not say. `stranger`: it names somebody who may not even look. */
  whoIs(asking: Asking): Caller | 'nobody' | 'stranger';
}

/**
 * One machine: who asks picks a name, and that proves nothing. The command line goes by the name of the user of the system
 * and may do all: who can run it can change the data as well.
 */
export const chosenIdentity = (people: Person[]): Identity => ({
  session: { stage: 'local', identity: 'chosen', people },
  whoIs({ person, client }) {
    if (person === undefined || person === '') return 'nobody';
    if (client === 'cli') return { id: person.slice(0, 200), name: person, client, roles: Role.options };
    const found = people.find(({ id }) => id === person);
    return found === undefined ? 'stranger' : { id: found.id, name: found.name, client, roles: found.roles };
  },
});

/**
 * A stage on AWS: who asks is whose credentials this process has, whatever the request says. Without a list of people, IAM
 * alone decides what they may do.
 */
export function callerIdentity(
  where: { stage: string; account: string; region: string },
  arn: string,
  people: StagePeople | undefined,
): Identity {
  const rows = people?.filter((each) => matches(each.arn, arn));
  const roles = rows === undefined ? [...Role.options] : [...new Set(rows.flatMap((each) => each.roles))];
  const me: Person = { id: arn, name: arn.split(':').at(-1) ?? arn, roles };
  return {
    session: { ...where, identity: 'aws', people: [me] },
    whoIs: ({ client }) => (roles.length === 0 ? 'stranger' : { id: arn, name: me.name, client, roles }),
  };
}

const matches = (pattern: string, arn: string): boolean =>
  new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`).test(arn);
