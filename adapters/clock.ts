import { setTimeout } from 'node:timers/promises';

/** The time now, RFC 3339 UTC. */
export type Clock = () => string;

export const systemClock: Clock = () => new Date().toISOString();

/** Returns after this many milliseconds. */
export type Sleep = (ms: number) => Promise<unknown>;

export const systemSleep: Sleep = (ms) => setTimeout(ms);
