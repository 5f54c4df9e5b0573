import { expect, it } from 'vitest';
import { literally } from '../../../api/access/literally.ts';

it.each(['', 'u', 'gu'])(
  'makes a pattern of any text that finds just that text, with the flags "%s"',
  (flags) => {
    for (const text of ['1f6ceade-775e-47a3', 'a.b', 'a*b', '(x)[y]{z}', 'a|b', '^$', 'a\\b', 'a/b', 'a+b?'])
      expect(`before ${text} after`.match(new RegExp(literally(text), flags))?.[0]).toBe(text);
    expect(new RegExp(literally('a.b'), flags).test('axb')).toBe(false);
  },
);
