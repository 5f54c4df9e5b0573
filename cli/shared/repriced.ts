import type { Emitted } from '../../api/products/emit.ts';
import type { Mode } from '../../domain/policy/policy.ts';

const WHY = {
  paused: 'paused until the policy is resumed',
  retired: 'retired',
} as const satisfies Record<keyof Emitted['held'], string>;

/** How many products are repriced, and how many keep their price, and why. */
export function repricedText({ repriced, held }: Emitted, mode: Mode = 'live'): string {
  const asked =
    mode === 'shadow'
      ? `${repriced} products are being judged; in mode shadow no price changes`
      : `${repriced} products are being repriced`;
  const kept = (Object.keys(WHY) as (keyof typeof WHY)[]).flatMap((reason) =>
    held[reason] === undefined ? [] : [`${held[reason]} ${WHY[reason]}`],
  );
  return kept.length === 0 ? asked : `${asked}; held: ${kept.join('; ')}`;
}
