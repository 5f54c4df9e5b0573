import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../../adapters/dynamo.ts';
import type { PolicyTerms } from '../../../domain/policy/policy.ts';
import type { Product } from '../../../domain/product/product.ts';

/** Stores a version without putting it in force. */
export async function leaveVersion(tables: Tables, version: number, terms: PolicyTerms): Promise<void> {
  const Item = { id: `policy#${terms.policyId}`, part: `version#${version}`, terms };
  await tables.send(new PutCommand({ TableName: 'catalog', Item }));
}

/** Stores a product without a revision. */
export async function leaveProduct(tables: Tables, product: Product): Promise<void> {
  const Item = { id: `product#${product.productId}`, part: 'product', product };
  await tables.send(new PutCommand({ TableName: 'catalog', Item }));
}

/** Tables that run `between` once, just before the first request whose command and input (JSON) match `when`. */
export function interrupted(
  tables: Tables,
  when: (command: string, input: string) => boolean,
  between: () => Promise<unknown>,
): Tables {
  let done = false;
  const send = async (command: Parameters<Tables['send']>[0]) => {
    if (!done && when(command.constructor.name, JSON.stringify(command.input))) {
      done = true;
      await between();
    }
    return tables.send(command);
  };
  return { send } as unknown as Tables;
}
