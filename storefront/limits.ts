/** Product ids in one request. */
export const MAX_IDS = 100;
