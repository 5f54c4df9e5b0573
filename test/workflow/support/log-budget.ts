/**
 * The bytes that the log of a usual event may have on AWS. At $0.25 a GB, each 4 KB more are a dollar for each million
 * events; see docs/cost.md.
 */
export const LOG_BUDGET = 46_000;
