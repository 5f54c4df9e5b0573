import type { CacheSentinel } from '../../adapters/cache-sentinel.ts';

export interface SentinelData {
  /** Another process has another one. */
  serverId: string;
  sentinel: { generation?: string; server?: string };
}

/** A sentinel in the object given; whoever loses the data sets `sentinel` to nothing. */
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
