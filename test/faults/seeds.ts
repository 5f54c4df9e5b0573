/** `npm run test:faults` runs all seeds; `npm test` a few. */
export const everything = process.env['PRICEWIRE_FAULTS'] === 'all';

const replayed = process.env['PRICEWIRE_FAULT_SEED'];

/** The seeds to run: 1 to `few` or `many`, or the one to replay. */
export const seeds = (few: number, many: number): number[] =>
  replayed === undefined
    ? Array.from({ length: everything ? many : few }, (_, at) => at + 1)
    : [Number(replayed)];

/** The first line of a failure: how to replay it. */
export const replay = (seed: number, file: string): string =>
  `seed ${seed}; again: PRICEWIRE_FAULT_SEED=${seed} npx vitest run test/faults/${file}`;
