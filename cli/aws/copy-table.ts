import { dynamoClient } from '../../adapters/dynamo.ts';
import { type CopiedItems, copyMissing } from '../../adapters/table-copy.ts';
import { TABLES } from '../../adapters/tables.ts';
import type { StageOptions } from '../shared/stage-target.ts';
import { awsFailure } from './failure.ts';
import { awsConfig, callerOf, findStage } from './find-stage.ts';

/** The stores of a stage that can be copied, by their names in its directory. The audit log can't: its key stays in its region. */
const COPIED = {
  catalog: 'catalog',
  'price-state': 'priceState',
  ledger: 'ledger',
  reviews: 'reviews',
} as const;
export type CopiedStore = keyof typeof COPIED;

/** Another table of the same account, in this region or another. */
export interface Source {
  table: string;
  region?: string | undefined;
}

/** Copies the items that one store of the stage lacks from another table. Throws CliFailure. */
export async function copyTable(
  { store, from, options }: { store: CopiedStore; from: Source; options: StageOptions },
  told: (copied: CopiedItems) => void,
): Promise<CopiedItems> {
  const config = awsConfig(options);
  const { tables } = await findStage(options.stage, await callerOf(config), config);
  const source = dynamoClient({ ...config, ...(from.region === undefined ? {} : { region: from.region }) });
  const target = dynamoClient(config);
  const to = { tables: target, table: tables[COPIED[store]], hash: TABLES[store].hash };
  try {
    const copying = copyMissing({ tables: source, table: from.table }, to);
    for (;;) {
      const { done, value } = await copying.next();
      if (done) return value;
      told(value);
    }
  } catch (error) {
    throw awsFailure(error);
  } finally {
    source.destroy();
    target.destroy();
  }
}
