import { expect, it } from 'vitest';
import { asError, messageOf } from '../../../domain/values/thrown.ts';

it('keeps a thrown Error, and makes one of anything else', () => {
  const error = new TypeError('not a price');
  expect(asError(error)).toBe(error);
  expect(messageOf(error)).toBe('not a price');
  expect(asError('gone')).toEqual(new Error('gone'));
  expect(messageOf(undefined)).toBe('undefined');
});
