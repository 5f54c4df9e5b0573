import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiOf } from '../../../cli/shared/api.ts';
import { importCatalog } from '../../../cli/shared/catalog-import.ts';
import { localTarget } from '../../../cli/shared/local-target.ts';
import type { Figure, Measured, Scale } from '../figures.ts';
import { productOf } from '../pipeline/services.ts';
import { BENCH_PERSON, benchShop } from '../stack/shop.ts';
import { startBenchStack } from '../stack/start.ts';

const PRODUCTS: Record<Scale, number> = { quick: 200, full: 8_000 };
const GOAL_PER_SECOND = 500;

/** Speed of a catalog import by the command line, while the stack prices each product. */
export async function measure(scale: Scale): Promise<Measured> {
  const count = PRODUCTS[scale];
  const dir = await mkdtemp(join(tmpdir(), 'pricewire-bench-'));
  const stack = await startBenchStack();
  const shop = benchShop(stack);
  try {
    await shop.stock([]);
    const products = Array.from({ length: count }, (_, at) => productOf(`P${at}`));
    const file = join(dir, 'products.json');
    await writeFile(file, JSON.stringify(products));
    const target = localTarget(stack.url);
    const api = apiOf(target, BENCH_PERSON);
    const confirmed = await target.confirm('Import products');
    const timed = async (): Promise<{ seconds: number; cpuSeconds: number }> => {
      const [begin, cpu] = [performance.now(), await stack.cpuSeconds()];
      const { problems } = await importCatalog(api, file, {}, confirmed);
      if (problems.length > 0) throw new Error(`${problems.length} products were refused`);
      return {
        seconds: (performance.now() - begin) / 1000,
        cpuSeconds: (await stack.cpuSeconds()) - cpu,
      };
    };
    const begin = performance.now();
    const first = await timed();
    await shop.idle();
    const pricedSeconds = (performance.now() - begin) / 1000;
    const again = await timed();
    const figure = (name: string, value: number, unit: string, more: Partial<Figure> = {}): Figure => ({
      name,
      value,
      unit,
      ...more,
    });
    return {
      figures: [
        figure('products added', count / first.seconds, 'products/s', {
          better: 'higher',
          goal: GOAL_PER_SECOND,
        }),
        figure('CPU time of the stack meanwhile', (first.cpuSeconds / count) * 1000, 'ms/product'),
        figure('until all have their price', count / pricedSeconds, 'products/s', { better: 'higher' }),
        figure('unchanged products', count / again.seconds, 'products/s', { better: 'higher' }),
      ],
      notes: [
        `${count} products from a JSON file, as \`pricewire products import\` sends them, into a stack that prices each at once. Then the same file again.`,
      ],
    };
  } finally {
    shop.close();
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
