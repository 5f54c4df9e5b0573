import { globSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Asked, Confirmed } from '../../../api/routes/asked.ts';
import { ROUTES } from '../../../api/routes/index.ts';
import type { Route } from '../../../api/routes/route.ts';

type Names = keyof typeof ROUTES;
type AskingTwice = {
  [Name in Names]: (typeof ROUTES)[Name] extends { asksTwice: true } ? Name : never;
}[Names];
/** Calls that no client can make without a confirmation: those of a route that asks twice must not be among them. */
type Unasked = {
  [Name in AskingTwice]: Asked<Name> extends { confirmed: Confirmed } ? never : Name;
}[AskingTwice];

const asking = Object.entries(ROUTES as Record<string, Route>).flatMap(([name, { asksTwice }]) =>
  asksTwice ? [name] : [],
);

describe('a route that asks twice', () => {
  it('is each that changes many prices or the record of a product, or starts events again', () => {
    expect(asking.toSorted()).toEqual([
      'POST /archive/reconcile',
      'POST /audit/anchor',
      'POST /cache/rebuild',
      'POST /dead-letters/redrive',
      'POST /demand-reset',
      'POST /policies/:id/mode',
      'POST /policy-drafts/:id/approve',
      'POST /products',
      'POST /products/baselines',
      'POST /reprice',
      'POST /resume',
      'POST /reviews/decide-many',
      'POST /rollback',
      'POST /sequence-reset',
      'POST /standing',
      'PUT /policies/:id',
    ]);
  });

  it('takes no call without a confirmation, but for a dry run', () => {
    // Checked by the compiler.
    expectTypeOf<Unasked>().toEqualTypeOf<
      'POST /archive/reconcile' | 'POST /dead-letters/redrive' | 'POST /rollback'
    >();
    expectTypeOf<{ body: { all: true } }>().not.toExtend<Asked<'POST /dead-letters/redrive'>>();
    expectTypeOf<{ body: { all: true; dryRun: boolean } }>().not.toExtend<
      Asked<'POST /dead-letters/redrive'>
    >();
    expectTypeOf<{ body: { all: true; dryRun: true } }>().toExtend<Asked<'POST /dead-letters/redrive'>>();
    // As a deed that a page chooses by name.
    type Deed = `POST /policy-drafts/:id/${'approve' | 'withdraw'}`;
    expectTypeOf<{ params: { id: string } }>().not.toExtend<Asked<Deed>>();
  });

  it('gets its confirmation from the dialog of the page or from the question of a command, and from nowhere else', () => {
    const root = new URL('../../../', import.meta.url).pathname;
    const sources = globSync('{api,cli,console,lab,docs,test/e2e}/**/*.{ts,tsx}', {
      cwd: root,
      exclude: ['**/node_modules/**'],
    });
    const making = sources.filter((path) => readFileSync(root + path, 'utf8').includes('as Confirmed'));
    expect(making.toSorted()).toEqual([
      'cli/shared/local-target.ts',
      'cli/shared/stage-target.ts',
      'console/web/src/ui/confirm-dialog.tsx',
    ]);
  });
});
