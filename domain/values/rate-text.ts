const FORMAT = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** A rate for people, such as `11,370` or `0.0417`: four digits, and never an exponent. */
export const rateText = (perHour: number): string => FORMAT.format(perHour);
