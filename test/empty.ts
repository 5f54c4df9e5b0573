import { expect } from 'vitest';

/** An object without fields. In `toMatchObject` a plain `{}` accepts any object. */
export const EMPTY: object = expect.toSatisfy(
  (found) => typeof found === 'object' && found !== null && Object.keys(found).length === 0,
);
