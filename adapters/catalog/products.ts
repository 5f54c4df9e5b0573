import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Product } from '../../domain/product/product.ts';
import { readByKeys, type Tables, writeIf } from '../dynamo.ts';
import { FORMAT, type Item, isNewer, leaveOut, type OnUnreadable } from '../stored-item.ts';
import { catalogItems } from './items.ts';

export interface Products {
  product(productId: string): Promise<Product | undefined>;
  /** The product with the revision that a change is conditional on; undefined if there is none. */
  productToChange(productId: string): Promise<ProductToChange | undefined>;
  /** As above, of these distinct products, unordered; strongly consistent. Missing ones are left out. */
  productsToChange(productIds: string[]): Promise<ProductToChange[]>;
  /**
   * Writes the product. `replaces`: only if it still has this revision, or null: only if there is none. False if another writer
   * was first, or the item is in a newer format.
   */
  putProduct(product: Product, replaces?: ProductToChange['revision'] | null): Promise<boolean>;
  /** Every product. Here and below, unreadable items are left out and go to `skipped`. */
  products(skipped?: OnUnreadable): AsyncIterable<Product>;
}

interface ProductToChange {
  productId: string;
  /** Undefined if it is unreadable; then it may be overwritten. */
  product: Product | undefined;
  /** Raised by every put; 0 for a product from before revisions. */
  revision: number;
}

const PRODUCT = 'product';
const productKey = (productId: string) => ({ id: `product#${productId}`, part: PRODUCT });

export function dynamoProducts(tables: Tables, table: string): Products {
  const { get, scan, readerOf } = catalogItems(tables, table);
  const products = readerOf((item) => Product.parse(item['product']));

  const toChange = (item: Item): ProductToChange => {
    const productId = String(item['id']).slice(productKey('').id.length);
    const product = isNewer(item) ? products.one(item) : products.many([item], leaveOut)[0];
    return { productId, product, revision: Number(item['revision'] ?? 0) };
  };

  return {
    async product(productId) {
      const item = await get(productKey(productId));
      return item && products.one(item);
    },

    async productToChange(productId) {
      const item = await get(productKey(productId));
      return item && toChange(item);
    },

    async productsToChange(productIds) {
      return (await readByKeys(tables, table, productIds.map(productKey))).map(toChange);
    },

    putProduct: (product, replaces) =>
      writeIf(
        tables.send(
          new UpdateCommand({
            TableName: table,
            Key: productKey(product.productId),
            UpdateExpression: 'SET product = :product, #format = :format ADD revision :one',
            ConditionExpression: [...stillAt(replaces), NOT_NEWER].join(' AND '),
            ExpressionAttributeNames: { '#format': 'format' },
            ExpressionAttributeValues: {
              ':product': product,
              ':one': 1,
              ':format': FORMAT,
              ...(replaces ? { ':revision': replaces } : {}),
            },
          }),
        ),
      ),

    products: (skipped) => products.walk(scan(PRODUCT), skipped),
  };
}

const stillAt = (revision: number | null | undefined): string[] => {
  if (revision === undefined) return [];
  if (revision === null) return ['attribute_not_exists(id)'];
  return [
    revision === 0 ? 'attribute_exists(id) AND attribute_not_exists(revision)' : 'revision = :revision',
  ];
};

// Never overwrites an item of a newer version of Pricewire.
const NOT_NEWER = '(attribute_not_exists(#format) OR #format <= :format)';
