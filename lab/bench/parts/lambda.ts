import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyTerms } from '../../../domain/policy/policy.ts';
import { localStores } from '../../../local/clients.ts';
import { MODEL_ENDPOINT } from '../../../local/models.ts';
import { ASSUMED } from '../../cost/bill.ts';
import { PRICES } from '../../cost/prices.ts';
import { type Bundled, bundledIn, synthesize } from '../bundles/bundled.ts';
import type { Figure, Measured, Scale } from '../figures.ts';
import { type BareFunction, startBare, type Took } from '../lambda/bare-function.ts';
import { putProducts } from '../pipeline/put-products.ts';
import { POLICY, type Services, startServices } from '../pipeline/services.ts';
import { inventoryEnvelope } from '../pipeline/traffic.ts';
import { workflowOn } from '../pipeline/ways.ts';
import { median } from '../statistics.ts';

const MEMORIES_MB = [128, 256, 512, 1024];
const TASKS = /^Tasks\/(\w+)$/;

/** Durations by state. */
interface Times {
  loaded: Took[];
  first: Took[];
  warm: Took[];
}

/** Policies that lead each event through different states. */
const WAYS = {
  model: PolicyTerms.parse({
    ...POLICY,
    policyId: 'lambda',
    model: { ...POLICY.model, challenger: MODEL_ENDPOINT },
  }),
  rules: PolicyTerms.parse({ ...POLICY, policyId: 'lambda-rules', model: { use: false } }),
};

/** Runs events through the workflow on fresh processes. */
async function round(
  services: Services,
  bundles: Map<string, Bundled>,
  warmEvents: number,
  found: Map<string, Times>,
  name: string,
) {
  const ids = { model: `${name}-model`, rules: `${name}-rules` };
  await putProducts(services, [ids.model], { policyId: WAYS.model.policyId });
  await putProducts(services, [ids.rules], { policyId: WAYS.rules.policyId });
  const functions = new Map<string, BareFunction>();
  const { endpoint, contract } = services.deps.models[0];
  const environment = {
    CATALOG_TABLE: 'catalog',
    PRICE_STATE_TABLE: 'price-state',
    LEDGER_TABLE: 'ledger',
    MODELS: JSON.stringify([{ endpoint, contract }]),
    REDIS_URL: services.redisUrl,
    CACHE_NAME: 'bench',
    STAGE: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: services.dynamodb,
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: services.modelUrl,
  };
  try {
    for (const [state, bundled] of bundles) {
      const bare = await startBare(bundled, environment);
      functions.set(state, bare);
      timesOf(found, state).loaded.push(bare.loaded);
    }
    const called = new Set<string>();
    const run = workflowOn(services, async (state, payload) => {
      const bare = functions.get(state);
      if (bare === undefined) throw new Error(`there is no bundle for ${state}`);
      const { answer, took } = await bare.call(payload);
      timesOf(found, state)[called.has(state) ? 'warm' : 'first'].push(took);
      called.add(state);
      return answer;
    });
    for (let sequence = 1; sequence <= 1 + warmEvents; sequence += 1) {
      await run(inventoryEnvelope(ids.model, sequence));
      await run(inventoryEnvelope(ids.rules, sequence));
      // An unknown product becomes a dead letter, so its execution fails.
      await run(inventoryEnvelope(`${name}-unknown`, sequence)).catch(() => {});
    }
  } finally {
    for (const bare of functions.values()) bare.stop();
  }
}

function timesOf(found: Map<string, Times>, state: string): Times {
  const times = found.get(state) ?? { loaded: [], first: [], warm: [] };
  found.set(state, times);
  return times;
}

/** Dollars for a million warm calls: processor time at the memory's share of a core, plus waiting time. */
function dollarsAMillion({ elapsed, processor }: Took, memoryMb: number): number {
  const ms = processor * Math.max(1, ASSUMED.wholeCoreMb / memoryMb) + Math.max(0, elapsed - processor);
  return 1e6 * (PRICES.lambdaRequest.usd + (ms / 1000) * (memoryMb / 1024) * PRICES.lambdaGbSecond.usd);
}

const medianOf = (all: Took[]): Took => ({
  elapsed: median(all.map(({ elapsed }) => elapsed)),
  processor: median(all.map(({ processor }) => processor)),
});

/** The deployed functions, each in a bare process: size, load time, first and later calls, and cost. */
export async function measure(scale: Scale): Promise<Measured> {
  const [rounds, warmEvents] = scale === 'full' ? [5, 30] : [1, 2];
  const outdir = await mkdtemp(join(tmpdir(), 'pricewire-bench-'));
  const services = await startServices();
  const found = new Map<string, Times>();
  try {
    await synthesize('dev', outdir);
    const bundles = new Map(
      [...(await bundledIn(outdir))].flatMap(([path, bundled]) => {
        const state = TASKS.exec(path)?.[1];
        return state === undefined ? [] : [[state, bundled] as const];
      }),
    );
    const { catalog } = localStores(services.dynamodb);
    for (const terms of Object.values(WAYS)) await catalog.putPolicy(terms);
    for (let at = 0; at < rounds; at += 1) await round(services, bundles, warmEvents, found, `round-${at}`);
    return {
      figures: [...bundles].flatMap(([state, { bytes }]): Figure[] => {
        const { loaded, first, warm } = timesOf(found, state);
        if (warm.length === 0) throw new Error(`no event came to ${state}`);
        const usual = medianOf(warm);
        const figure = (name: string, value: number, unit: string): Figure => ({
          name: `${state}: ${name}`,
          value,
          unit,
          better: 'lower',
        });
        return [
          figure('bundle', bytes / 1000, 'KB'),
          figure('load', medianOf(loaded).elapsed, 'ms'),
          figure('first call', medianOf(first).elapsed, 'ms'),
          figure('later calls', usual.elapsed, 'ms'),
          ...MEMORIES_MB.map((mb) => figure(`a million calls at ${mb} MB`, dollarsAMillion(usual, mb), '$')),
        ];
      }),
      notes: [
        `${rounds} sets of fresh processes, each given 1 event and ${warmEvents} more on each of three paths through the workflow: model and challenger, rules, dead letter. Real stores. A call below ${ASSUMED.wholeCoreMb} MB gets its share of a core; waits are as on this machine.`,
      ],
    };
  } finally {
    await services.stop();
    await rm(outdir, { recursive: true, force: true });
  }
}
