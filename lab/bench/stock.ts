/** Stock after `sequence` changes: alternately far too low and far too high, so that every change moves the model's price. */
export const stockAt = (sequence: number): number => (sequence % 2 === 1 ? 4 : 20_000);
