import type { CacheSentinel } from '../../adapters/cache-sentinel.ts';

export interface SentinelData {
  /** Differs for each server process. */
  serverId: string;
  sentinel: { generation?: string; server?: string };
}

/** A sentinel in the given object. To lose the data, delete `sentinel`. */
export const memoryCacheSentinel = (
  data: SentinelData,
  newGeneration: () => string = () => 'first',
): CacheSentinel => ({
  isComplete: async () => data.sentinel.server === data.serverId,

  async begin() {
    data.sentinel.generation ??= newGeneration();
    return { generation: data.sentinel.generation, server: data.serverId };
  },

  async complete({ generation, server }) {
    if (data.sentinel.generation !== generation) return false;
    data.sentinel.server = server;
    return true;
  },

  async forget() {
    delete data.sentinel.server;
  },
});
