import { inventory } from './inventory.ts';
import type { Kind, Traits } from './kind.ts';
import { release } from './release.ts';
import { reprice } from './reprice.ts';
import { rollback } from './rollback.ts';
import { seed } from './seed.ts';

/** The kinds of event. A new one is a file of its own and an entry here. */
export const EVENT_KINDS = { inventory, seed, reprice, release, rollback } as const satisfies Record<
  string,
  Kind
>;
export type EventKind = keyof typeof EVENT_KINDS;

/** The names of the kinds, in the table's order. */
export const KIND_NAMES = Object.keys(EVENT_KINDS) as EventKind[];

/** The kinds that have this trait. */
export type KindThat<Trait extends Partial<Traits>> = {
  [Name in EventKind]: (typeof EVENT_KINDS)[Name] extends Trait ? Name : never;
}[EventKind];

/** The names of the kinds for which `test` is true. */
export const kindsThat = (test: (kind: Kind) => boolean): EventKind[] =>
  KIND_NAMES.filter((name) => test(EVENT_KINDS[name]));

/** The pattern of the rule that starts the workflow. It equals `workflows/event-pattern.json`. */
export const eventPattern = (): { source: string[]; 'detail-type': string[] } => {
  const kinds: Kind[] = Object.values(EVENT_KINDS);
  return {
    source: [...new Set(kinds.map(({ source }) => source))],
    'detail-type': [...new Set(kinds.map(({ detailType }) => detailType))],
  };
};
