import type { Preview } from './preview.ts';

/** A preview as text, such as `priced, EUR 33.95 in force, not EUR 75.95: emergency-cap: …`. `money` formats an amount. */
export function previewText(
  { outcome, currency, asked, inForce, reason }: Preview,
  money: (amount: number, currency: string) => string,
): string {
  if (currency === undefined) return `${outcome}: ${reason}`;
  const after = inForce === undefined ? 'no price' : money(inForce, currency);
  const other = asked === undefined || asked === inForce ? '' : `, not ${money(asked, currency)}`;
  return `${outcome}, ${after} in force${other}: ${reason}`;
}
