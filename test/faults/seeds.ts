/** `npm run test:faults` runs all that there is; `npm test` a few. */
export const everything = process.env['PRICEWIRE_FAULTS'] === 'all';

const replayed = process.env['PRICEWIRE_FAULT_SEED'];

/** The seeds to run: from 1, few or many, or the one that is to be replayed. */
export const seeds = (few: number, many: number): number[] =>
  replayed === undefined
    ? Array.from({ length: everything ? many : few }, (_, at) => at + 1)
    : [Number(replayed)];

/** What a failure says first: how to see it again. */
export const replay = (seed: number, file: string): string =>
  `seed ${seed}; again: PRICEWIRE_FAULT_SEED=${seed} npx vitest run test/faults/${file}`;
