/** Units left after so many changes: by turns far too few and far too many, so that every change moves the price by the model. */
export const stockAt = (sequence: number): number => (sequence % 2 === 1 ? 4 : 20_000);
