import { describe, expect, it } from 'vitest';
import {
  callerIdentity,
  chosenIdentity,
  People,
  type StagePeople,
} from '../../../console/server/identity.ts';
import defaultPeople from '../../../local/default-people.json' with { type: 'json' };

describe('on one machine', () => {
  const identity = chosenIdentity(People.parse(defaultPeople));
  const rolesOf = (person: string, client: 'console' | 'cli' = 'console') => {
    const caller = identity.whoIs({ person, client });
    return typeof caller === 'string' ? caller : caller.roles;
  };

  it('somebody picks a name from the list, and has the roles of it', () => {
    expect(rolesOf('ann')).toEqual(['viewer', 'operator']);
    expect(rolesOf('dana')).toEqual(['viewer', 'policy-owner', 'operator']);
    expect(rolesOf('mallory')).toBe('stranger');
    expect(identity.whoIs({ person: undefined, client: 'console' })).toBe('nobody');
  });

  it('the command line may do all, under the name that it gives', () => {
    expect(rolesOf('root', 'cli')).toContain('policy-owner');
    expect(identity.whoIs({ person: 'root', client: 'cli' })).toMatchObject({ id: 'root', client: 'cli' });
    expect(identity.whoIs({ person: '', client: 'cli' })).toBe('nobody');
  });

  it('the list has two of each role that takes two, and no id twice', () => {
    for (const role of ['reviewer', 'policy-owner'] as const)
      expect(identity.session.people.filter(({ roles }) => roles.includes(role))).toHaveLength(2);
    expect(People.safeParse([...defaultPeople, defaultPeople[0]]).success).toBe(false);
    expect(People.safeParse([{ id: 'a b', name: 'A', roles: [] }]).success).toBe(false);
    expect(People.safeParse([{ id: 'a', name: 'A', roles: ['king'] }]).success).toBe(false);
  });
});

describe('on a stage', () => {
  const where = { stage: 'prod', account: '123', region: 'eu-central-1' };
  const arn = 'arn:aws:sts::123:assumed-role/PricewireReviewer/ann@example.com';
  const rolesOf = (people: StagePeople | undefined) => {
    const caller = callerIdentity(where, arn, people).whoIs({ person: 'finn', client: 'console' });
    return typeof caller === 'string' ? caller : caller.roles;
  };

  it('whose credentials these are decides, whatever name the request gives', () => {
    const identity = callerIdentity(where, arn, [{ arn, roles: ['viewer', 'reviewer'] }]);
    expect(identity.whoIs({ person: 'finn', client: 'console' })).toEqual({
      id: arn,
      name: 'assumed-role/PricewireReviewer/ann@example.com',
      client: 'console',
      roles: ['viewer', 'reviewer'],
    });
    expect(identity.session).toMatchObject({ ...where, identity: 'aws', people: [{ id: arn }] });
  });

  it('roles go by the ARN, with * for anything, and add up', () => {
    expect(
      rolesOf([{ arn: 'arn:aws:sts::123:assumed-role/PricewireReviewer/*', roles: ['reviewer'] }]),
    ).toEqual(['reviewer']);
    expect(
      rolesOf([
        { arn: 'arn:*/ann@*', roles: ['viewer', 'auditor'] },
        { arn, roles: ['viewer', 'operator'] },
      ]),
    ).toEqual(['viewer', 'auditor', 'operator']);
  });

  it.each([
    'arn:aws:sts::123:assumed-role/Pricewire',
    'arn:aws:sts::123:assumed-role/PricewireReviewer/ann.*',
    'arn:*bob*',
  ])('who is not named by %s may not even look', (pattern) => {
    expect(rolesOf([{ arn: pattern, roles: ['viewer', 'operator'] }])).toBe('stranger');
  });

  it('an ARN that only holds one that is named is another', () => {
    const people: StagePeople = [{ arn: 'arn:aws:iam::123:user/boss', roles: ['viewer', 'operator'] }];
    const identity = callerIdentity(where, 'arn:aws:iam::9:user/arn:aws:iam::123:user/boss', people);
    expect(identity.whoIs({ person: 'boss', client: 'console' })).toBe('stranger');
  });

  it('without a list IAM alone decides', () => {
    expect(rolesOf(undefined)).toContain('operator');
  });
});
