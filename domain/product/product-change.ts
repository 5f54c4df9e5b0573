import { fieldText, Product } from './product.ts';

type Field = keyof Product;
type FieldFault = { at: string; message: string };

/** A field that lost its value or returned to its default, with the old value. */
export interface Cleared {
  field: Field;
  before: NonNullable<Product[Field]>;
}

/** The changed product, or the problems of the given fields. */
export type ProductChange =
  | { product: Product; changed: Field[]; cleared: Cleared[] }
  | { problems: FieldFault[] };

const FIELDS = Object.keys(Product.shape) as Field[];
const isRequired = (field: Field): boolean => !Product.shape[field].safeParse(undefined).success;
const REQUIRED = FIELDS.filter(isRequired);

/**
 * The product after a change. A field that is not given stays; null clears it. A new product needs every field without a
 * default.
 */
export function changeProduct(before: Product | undefined, given: Record<string, unknown>): ProductChange {
  const lacking = REQUIRED.flatMap((at): FieldFault[] => {
    if (given[at] === null) return [{ at, message: 'must not be empty' }];
    const missing = before === undefined && given[at] === undefined;
    return missing ? [{ at, message: 'is missing, and a new product needs it' }] : [];
  });
  if (lacking.length > 0) return { problems: lacking };
  // Unknown fields stay in, so that the schema refuses them.
  const entries = Object.entries({ ...before, ...withoutUndefined(given) });
  const merged = entries.filter(([name, value]) => value !== null || !FIELDS.includes(name as Field));
  const { data: product, error } = Product.safeParse(Object.fromEntries(merged));
  if (error) return { problems: error.issues.map(({ path, message }) => ({ at: path.join('.'), message })) };
  if (before === undefined) return { product, changed: [], cleared: [] };
  const changed = FIELDS.filter((field) => !same(before[field], product[field])).sort();
  return { product, changed, cleared: changed.flatMap((field) => clearedIn(field, before, given)) };
}

// Both come from the schema, so fields of an object have one order.
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The cleared field as text for people. */
export const clearedText = ({ field, before }: Cleared, { currency }: Pick<Product, 'currency'>): string =>
  `${field}: cleared; it was ${fieldText(field, before, currency)}`;

function clearedIn(field: Field, { [field]: before }: Product, given: Record<string, unknown>): Cleared[] {
  return given[field] === null && before !== undefined ? [{ field, before }] : [];
}

const withoutUndefined = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
