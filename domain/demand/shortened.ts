import type { DemandMemory } from './demand-memory.ts';

/** Far more digits than sales can tell. All 17 of a double would take the price state beyond one write unit. */
const DIGITS = 10;

/** The memory with numbers of ten digits. */
export const shortened = (memory: DemandMemory): DemandMemory =>
  JSON.parse(
    JSON.stringify(memory, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
    ),
  );
