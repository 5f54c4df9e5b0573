import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import type { Tables } from '../../../adapters/dynamo.ts';
import { policy } from '../domain/make.ts';

const { version, mode: _, ...terms } = policy();
type Mode = 'live' | 'paused';

/** A catalog whose mode another process writes, and whose reads answer when the test says so. */
function slowCatalog() {
  let mode: Mode = 'live';
  const answers: (() => void)[] = [];
  const send = (command: { input: { Key?: { part?: string } } }): Promise<unknown> => {
    if (!(command instanceof GetCommand)) return Promise.resolve({});
    if (command.input.Key?.['part'] !== 'current') return Promise.resolve({ Item: { terms } });
    const Item = { policyId: 'default', version, mode };
    return new Promise((done) => answers.push(() => done({ Item })));
  };
  const catalog = dynamoCatalog({ send } as unknown as Tables, 'catalog', () => 0);
  return {
    catalog,
    answerAll: () => answers.splice(0).map((answer) => answer()),
    set: (next: Mode) => {
      mode = next;
    },
  };
}

it('does not cache a read that was under way when it set the mode', async () => {
  const { catalog, answerAll, set } = slowCatalog();
  const before = catalog.policy('default');
  set('paused');
  await catalog.setMode('default', 'paused');
  answerAll();
  await before;

  const after = catalog.policy('default');
  answerAll();

  expect((await after)?.mode).toBe('paused');
});

it('caches a read for one second', async () => {
  const { catalog, answerAll, set } = slowCatalog();
  const before = catalog.policy('default');
  answerAll();
  await before;
  set('paused');

  expect((await catalog.policy('default'))?.mode).toBe('live');
});
