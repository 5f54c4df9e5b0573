/** The time now, RFC 3339 UTC. */
export type Clock = () => string;

export const systemClock: Clock = () => new Date().toISOString();
