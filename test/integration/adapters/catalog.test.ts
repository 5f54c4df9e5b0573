import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Catalog, dynamoCatalog } from '../../../adapters/catalog.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { terms } from '../../contract/samples.ts';
import { interrupted, leaveVersion } from './catalog-around.ts';

let dynamo: OpenDynamo;
let now: number;
/** Two processes with the same clock. */
let here: Catalog;
let there: Catalog;
beforeEach(async () => {
  dynamo = await openDynamo();
  now = 0;
  here = dynamoCatalog(dynamo.tables, 'catalog', () => now);
  there = dynamoCatalog(dynamo.tables, 'catalog', () => now);
});
afterEach(() => dynamo.close());

describe('the mode that another process sets', () => {
  it('is seen after a second at the latest', async () => {
    await here.putPolicy(terms('default'));
    await here.policy('default');
    await there.setMode('default', 'paused');

    now = 1000;

    expect((await here.policy('default'))?.mode).toBe('paused');
  });

  it('is not read again within the second', async () => {
    await here.putPolicy(terms('default'));
    await here.policy('default');
    await there.setMode('default', 'paused');

    now = 999;

    expect((await here.policy('default'))?.mode).toBe('live');
  });

  it('is at most a second old also after a slow read', async () => {
    await here.putPolicy(terms('default'));
    const slow = interrupted(dynamo.tables, isGet, async () => {
      // The read happens at 0, and its answer takes 800 ms.
      now = 800;
    });
    const reader = dynamoCatalog(slow, 'catalog', () => now);
    now = 0;
    await reader.policy('default');
    await there.setMode('default', 'paused');

    now = 1001;

    expect((await reader.policy('default'))?.mode).toBe('paused');
  });
});

describe('the mode that this process sets', () => {
  it('is seen at once', async () => {
    await here.putPolicy(terms('default'));
    await here.policy('default');

    await here.setMode('default', 'paused');

    expect((await here.policy('default'))?.mode).toBe('paused');
  });

  it('is seen at once also if a read of the old one was under way', async () => {
    await here.putPolicy(terms('default'));
    let reader: Catalog | undefined;
    const busy = interrupted(dynamo.tables, isUpdate, async () => reader?.policy('default'));
    reader = dynamoCatalog(busy, 'catalog', () => now);

    await reader.setMode('default', 'paused');

    expect((await reader.policy('default'))?.mode).toBe('paused');
  });
});

describe('a policy version', () => {
  it('that this process puts is in force at once', async () => {
    await here.putPolicy(terms('default', 30));
    await here.policy('default');

    await here.putPolicy(terms('default', 60));

    expect(await here.policy('default')).toMatchObject({ version: 2, repriceAfterMinutes: 60 });
  });

  it('is not overwritten by one with the same number', async () => {
    await here.putPolicy(terms('default', 30));
    const late = interrupted(dynamo.tables, isPut, () =>
      leaveVersion(dynamo.tables, 2, terms('default', 60)),
    );

    expect(await dynamoCatalog(late, 'catalog', () => now).putPolicy(terms('default', 99))).toBeUndefined();
    expect(await there.policyVersion('default', 2)).toEqual(terms('default', 60));
    expect(await there.policy('default')).toMatchObject({ version: 1, repriceAfterMinutes: 30 });
  });

  it('does not come in force if another came in force in between', async () => {
    await here.putPolicy(terms('default', 30));
    const late = interrupted(dynamo.tables, isPut, () => there.putPolicy(terms('default', 60)));
    await leaveVersion(dynamo.tables, 4, terms('default', 1));

    // Both take number 5 or find it taken: one of them fails at the number, or at the pointer.
    expect(await dynamoCatalog(late, 'catalog', () => now).putPolicy(terms('default', 99))).toBeUndefined();
    expect(await there.policy('default')).toMatchObject({ version: 5, repriceAfterMinutes: 60 });
  });

  it('does not come in force when another did between its two writes', async () => {
    await here.putPolicy(terms('default', 30));
    const late = interrupted(dynamo.tables, isPointer, () => there.putPolicy(terms('default', 60)));

    expect(await dynamoCatalog(late, 'catalog', () => now).putPolicy(terms('default', 99))).toBeUndefined();
    now = 5000;
    expect(await here.policy('default')).toMatchObject({ version: 3, repriceAfterMinutes: 60 });
  });

  it('does not come in force as the first when another did', async () => {
    const late = interrupted(dynamo.tables, isPointer, () => there.putPolicy(terms('default', 60)));

    expect(await dynamoCatalog(late, 'catalog', () => now).putPolicy(terms('default', 99))).toBeUndefined();
    now = 5000;
    expect(await here.policy('default')).toMatchObject({ version: 2, repriceAfterMinutes: 60 });
  });

  it('never undoes a concurrent pause', async () => {
    await here.putPolicy(terms('default', 30));
    const busy = interrupted(dynamo.tables, isPointer, () => there.setMode('default', 'paused'));

    await dynamoCatalog(busy, 'catalog', () => now).putPolicy(terms('default', 60));

    now = 5000;
    expect((await here.policy('default'))?.mode).toBe('paused');
  });
});

const isGet = (command: string) => command === 'GetCommand';
const isUpdate = (command: string) => command === 'UpdateCommand';
const isPut = (command: string) => command === 'PutCommand';
/** The write that puts a version in force, of either kind. */
const isPointer = (command: string, input: string) =>
  (isPut(command) || isUpdate(command)) && input.includes('"part":"current"');
