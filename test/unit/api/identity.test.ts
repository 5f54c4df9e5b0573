import { describe, expect, it } from 'vitest';
import { callerIdentity, chosenIdentity, People, type StagePeople } from '../../../api/access/identity.ts';
import defaultPeople from '../../../local/default-people.json' with { type: 'json' };

describe('on one machine', () => {
  const identity = chosenIdentity(People.parse(defaultPeople));
  const rolesOf = (person: string, client: 'console' | 'cli' = 'console') => {
    const caller = identity.whoIs({ person, client });
    if (typeof caller === 'string') return caller;
    return 'refused' in caller ? caller.refused : caller.roles;
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

  it.each(['ann\u200b', 'a\u202enn', 'ann\u034f', 'аnn', 'ann\u3164', 'ann<b>'])(
    'the command line may not ask by the name %j',
    (person) => {
      expect(rolesOf(person, 'cli')).toMatch(/^your name /);
    },
  );

  it('the command line is the same person however the name is written in Unicode', () => {
    expect(identity.whoIs({ person: ' ａｎｎ ', client: 'cli' })).toMatchObject({ id: 'ann' });
  });

  it.each([
    ['ids', { id: 'Ann', name: 'Another', roles: [] }],
    ['ids', { id: 'ann1', name: 'Another', roles: [] }, { id: 'annl', name: 'A third', roles: [] }],
    ['names', { id: 'other', name: 'ANN', roles: [] }],
  ])("the list has no %s that can't be told apart", (_, ...others) => {
    expect(People.safeParse([...defaultPeople, ...others]).success).toBe(false);
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
  const ROLE = 'arn:aws:iam::123:role/PricewireReviewer';
  const rolesOf = (people: StagePeople | undefined) => {
    const caller = callerIdentity(where, arn, people).whoIs({ person: 'finn', client: 'console' });
    if (typeof caller === 'string') return caller;
    return 'refused' in caller ? caller.refused : caller.roles;
  };

  it('whose credentials these are decides, whatever name the request gives', () => {
    const identity = callerIdentity(where, arn, [{ arn, roles: ['viewer', 'reviewer'] }]);
    expect(identity.whoIs({ person: 'finn', client: 'console' })).toEqual({
      id: ROLE,
      name: 'role/PricewireReviewer',
      as: arn,
      client: 'console',
      roles: ['viewer', 'reviewer'],
    });
    expect(identity.session).toMatchObject({ ...where, identity: 'aws', people: [{ id: ROLE }] });
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
    expect(rolesOf([{ arn: pattern, roles: ['viewer', 'operator'] }])).toMatch(
      /is not among the people of stage prod/,
    );
  });

  it('an ARN that only holds one that is named is another', () => {
    const people: StagePeople = [{ arn: 'arn:aws:iam::123:user/boss', roles: ['viewer', 'operator'] }];
    const identity = callerIdentity(where, 'arn:aws:iam::9:user/arn:aws:iam::123:user/boss', people);
    expect(identity.whoIs({ person: 'boss', client: 'console' })).toHaveProperty('refused');
  });

  it.each([undefined, []])(
    'without a list (%j) nobody may do anything, and it says what to configure',
    (people) => {
      expect(rolesOf(people)).toMatch(
        people === undefined ? /`people` .* infra\/config.ts/ : /not among the people/,
      );
    },
  );

  it('two permission sets of one person are one person', () => {
    const ids = ['Operator_0123456789abcdef', 'PolicyOwner_fedcba9876543210'].map((set) => {
      const session = `arn:aws:sts::123:assumed-role/AWSReservedSSO_${set}/ann@example.com`;
      const caller = callerIdentity(where, session, [{ arn: '*', roles: ['viewer'] }]).whoIs({
        person: undefined,
        client: 'cli',
      });
      return typeof caller === 'object' && 'id' in caller ? caller.id : caller;
    });

    expect(ids).toEqual(['ann@example.com', 'ann@example.com']);
  });
});
