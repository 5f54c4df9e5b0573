import { expect, it } from 'vitest';
import { subjectOf } from '../../../domain/people/subject.ts';

const ROLE = 'arn:aws:iam::123456789012:role/Operator';
const session = (role: string, name: string) => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;

it.each([
  ['a permission set', session('AWSReservedSSO_Ops_0123456789abcdef', 'ann@example.com'), 'ann@example.com'],
  [
    'another set',
    session('AWSReservedSSO_Policy_Owner_fedcba9876543210', 'ann@example.com'),
    'ann@example.com',
  ],
  ['China', session('AWSReservedSSO_Ops_0123456789abcdef', 'ann').replace('aws', 'aws-cn'), 'ann'],
])('is the user behind %s', (_, arn, user) => {
  expect(subjectOf(arn)).toBe(user);
});

it.each([
  ['a session', session('Operator', 'ann@example.com'), ROLE],
  ['the same role by another name of the session', session('Operator', 'ben@example.com'), ROLE],
  [
    'a role that is only named as one of a permission set',
    session('AWSReservedSSO_Ops', 'ben'),
    ROLE.replace('Operator', 'AWSReservedSSO_Ops'),
  ],
])('is the role of %s, since its session could be named after anybody', (_, arn, role) => {
  expect(subjectOf(arn)).toBe(role);
});

it.each(['arn:aws:iam::123456789012:user/ann', 'arn:aws:iam::123456789012:root'])('is %s itself', (arn) => {
  expect(subjectOf(arn)).toBe(arn);
});
