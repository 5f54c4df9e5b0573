import { expect, it } from 'vitest';
import { deadLetter } from '../../tasks/dead-letter.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';
import { memoryPriceStates } from '../fakes/memory-price-states.ts';
import { NOW } from '../unit/domain/make.ts';
import { pipeline } from '../workflow/support/pipeline.ts';
import { openRow } from '../workflow/support/scenarios.ts';

it('does not dead-letter an event that another execution decided after its product was unknown', async () => {
  const line = pipeline({ state: null });
  openRow(line, { decisions: { 0: { outcome: 'priced', price: 1_000 } } });
  const { ledger, states } = line.world;

  const answer = await deadLetter({
    ledger: memoryLedger(ledger),
    priceStates: memoryPriceStates(states),
    clock: () => NOW,
  })({
    event: { id: 'event-2' },
    execution: 'second',
    failure: { error: 'UnknownProduct', cause: 'SKU1 is not in the catalog', stage: 'LoadContext' },
  });

  expect(answer).toEqual({ next: 'leave' });
});
