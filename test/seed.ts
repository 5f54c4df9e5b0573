// Properties run on the same cases every time, so that a failure comes from a change. `npm run test:properties` uses others.
import fc from 'fast-check';

const seed = Number(process.env.PRICEWIRE_SEED ?? 1);
if (!Number.isSafeInteger(seed))
  throw new Error(`PRICEWIRE_SEED is not a whole number: ${process.env.PRICEWIRE_SEED}`);
fc.configureGlobal({ seed });
