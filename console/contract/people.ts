import type { Role } from '../../domain/role.ts';

export type { Role } from '../../domain/role.ts';

export interface Person {
  /** What the page sends as `x-pricewire-person`; on AWS the caller's ARN. */
  id: string;
  name: string;
  /** Everybody in the list of people is a viewer. */
  roles: Role[];
}

/** `GET /api/session`: where this is, and who asks. Anybody may ask it. */
export interface Session {
  /** `local`, or the name of a stage on AWS. */
  stage: string;
  account?: string;
  region?: string;
  /** `chosen`: the person picks a name, which proves nothing. `aws`: by the caller's credentials. */
  identity: 'chosen' | 'aws';
  /** Who can be chosen. */
  people: Person[];
  /** Absent as long as nobody is chosen, or who was chosen is not in the list. */
  me?: Person;
}
