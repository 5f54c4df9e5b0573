import { expect, it } from 'vitest';
import { CLIENT_HEADER, PERSON_HEADER } from '../../../api/access/guard.ts';
import { askingHeaders } from '../../../cli/shared/asking.ts';

it('says who asks under the names that the server reads', () => {
  expect(askingHeaders({ USER: 'ann' })).toEqual({ [CLIENT_HEADER]: 'cli', [PERSON_HEADER]: 'ann' });
});

it('says a name that no header could hold', () => {
  const name = askingHeaders({ USER: 'Łukasz' })[PERSON_HEADER] ?? '';
  expect(() => new Headers({ [PERSON_HEADER]: name })).not.toThrow();
  expect(decodeURIComponent(name)).toBe('Łukasz');
});

it('says somebody where the environment names nobody', () => {
  expect(askingHeaders({})[PERSON_HEADER]).not.toBe('');
});
