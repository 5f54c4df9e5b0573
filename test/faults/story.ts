import { NOW } from '../unit/domain/make.ts';
import type { Step } from './calls.ts';
import type { World } from './world.ts';

const SHOWN = 150;

/** What happened to the product or event that `broken` names first, newest last. */
export function storyOf({ calls, data }: World, broken: string): string {
  const names = broken.match(/[\w-]+/g) ?? [];
  const row = names.map((name) => data.ledger.rows[name]).find((found) => found !== undefined);
  const productId = row?.productId ?? names.find((name) => data.states[name] !== undefined);
  const concerned = calls.steps.filter(
    ({ caller, target }) =>
      caller.name === 'elsewhere' || caller.productId === productId || target.includes(productId ?? '?'),
  );
  return concerned.slice(-SHOWN).map(line).join('\n');
}

const line = ({ at, caller, target, trouble }: Step): string =>
  `${((at - Date.parse(NOW)) / 1000).toFixed(3).padStart(9)} s  ${caller.name.padEnd(18)} ${target}${trouble ? `: ${trouble}` : ''}`;
