import { DataError } from './data-error.ts';

/**
 * Meanings of columns: the option for each, and column names that are recognised without it. `else` names stand in where there is no
 * better one.
 */
const ROLES = {
  product: {
    option: '--product',
    names: `product productid productcode productsku sku skuid item itemid itemcode itemnumber stockcode article
      articleid articleno articlenumber artnr upc ean gtin asin material`,
    else: 'brand type variety model style productname itemname',
  },
  time: {
    option: '--time',
    names: `time date datetime timestamp ts day week weekstart weekstarting weekbeginning weekdate hour period invoicedate
      orderdate ordertime saledate salesdate saletime transactiondate transactiontime createdat soldat`,
  },
  price: {
    option: '--price',
    names: `price unitprice sellingprice sellprice salesprice saleprice actualprice finalprice currentprice itemprice
      priceperunit netprice averageprice avgprice meanprice`,
  },
  units: {
    option: '--units',
    names: `units unit unitssold unitsales soldunits quantity qty quantitysold qtysold soldqty soldquantity sales salesunits
      salesqty salesquantity salesvolume sold volume totalvolume unitvolume totalunits totalsales demand`,
  },
  listPrice: {
    option: '--list-price',
    names: `listprice regularprice regprice msrp rrp baseprice originalprice fullprice recommendedprice normalprice`,
  },
  cost: { option: '--cost', names: 'cost unitcost itemcost costprice purchaseprice productcost cogs' },
  stock: {
    option: '--stock',
    names: `stock stocklevel stockonhand stockqty inventory inventorylevel inventoryonhand onhand qtyonhand onhandqty
      quantityonhand closingstock endingstock availablestock stockend`,
  },
  promo: {
    option: '--promo',
    names: `promo promotion onpromo onpromotion ispromo haspromo promoflag promotionflag onsale isonsale saleflag
      discountflag isdiscounted holidaypromotion`,
  },
  category: {
    option: '--category',
    names: 'category categoryname productcategory itemcategory dept department departmentname productgroup',
  },
  location: {
    option: '--location',
    names: `location locationid store storeid storenumber storenbr storecode shop shopid branch region country market
      warehouse outlet`,
  },
} as const;

/** Words that identify a column whose name is not in the list, and words that rule it out. */
const WORDS: Partial<Record<Role, { has: string; not: string }>> = {
  product: {
    has: 'product sku item article material asin ean upc gtin plu',
    not: 'name description title category group type price cost qty quantity count sold',
  },
  time: {
    has: 'date datetime time timestamp day week period',
    not: 'of name number due ship delivery birth',
  },
  price: {
    has: 'price',
    not: 'list regular original base full recommended normal cost total old previous competitor competitors',
  },
  units: {
    has: 'qty quantity units sold sales pieces pcs',
    not: 'price date time stock hand inventory value revenue amount id code order returned',
  },
};

export type Role = keyof typeof ROLES;
export const roles = Object.keys(ROLES) as Role[];
export const roleOption = (role: Role): string => ROLES[role].option;
const REQUIRED: readonly Role[] = ['product', 'time', 'price', 'units'];
/** Option value for a column that the data does not have, whatever its columns look like. */
const NONE = '-';

/** The name of the column for each role that the data has. */
export type Mapping = Partial<Record<Role, string>> & Record<'product' | 'time' | 'price' | 'units', string>;

/**
 * Finds the column for each role: as given, else by common names in any case and punctuation, else by a word in the name.
 *
 * @param header names of the columns
 * @param given columns named by hand, `-` for none; the product may be several, such as `region+type`
 * @throws DataError for a missing, duplicate or ambiguous column; it lists the columns found
 */
export function mapColumns(header: readonly string[], given: Partial<Record<Role, string>>): Mapping {
  const problem = (what: string) => new DataError(`${what}\nColumns found: ${header.join(', ')}`);
  const there = (name: string) => header.filter((column) => column === name).length === 1;
  for (const [role, name] of Object.entries(given) as [Role, string][])
    if (name !== NONE && !(role === 'product' ? productColumns(name, header) : [name]).every(there))
      throw problem(`${roleOption(role)} names the column "${name}", which is not there exactly once.`);

  const taken = new Set(Object.values(given).flatMap((name) => productColumns(name, header)));
  const free = header.filter((column) => !taken.has(column));
  const found: Partial<Record<Role, string>> = {};
  const questions: string[] = [];
  for (const role of roles) {
    const name = given[role];
    if (name !== undefined) {
      if (name !== NONE) found[role] = name;
      continue;
    }
    const columns = candidates(role, free);
    if (columns.length > 1)
      questions.push(
        `Several columns look like the ${role}: ${columns.join(', ')}. Name one with ${roleOption(role)} COLUMN.`,
      );
    else if (columns[0] !== undefined) found[role] = columns[0];
    else if (REQUIRED.includes(role))
      questions.push(`No column looks like the ${role}. Name it with ${roleOption(role)} COLUMN.`);
  }
  const { product, time, price, units } = found;
  if (
    questions.length > 0 ||
    product === undefined ||
    time === undefined ||
    price === undefined ||
    units === undefined
  )
    throw problem(questions.join('\n'));
  return { ...found, product, time, price, units };
}

/** The columns that make a product: one, or several joined by +. */
export const productColumns = (name: string, header: readonly string[]): string[] =>
  header.includes(name) ? [name] : name.split('+');

function candidates(role: Role, columns: readonly string[]): string[] {
  const called = (names: string) => columns.filter((column) => names.split(/\s+/).includes(bare(column)));
  const exact = called(ROLES[role].names);
  const words = WORDS[role];
  if (exact.length > 0 || words === undefined) return exact;
  const [has, not] = [words.has.split(' '), words.not.split(' ')];
  const alike = columns.filter((column) => {
    const own = wordsOf(column);
    return own.some((word) => has.includes(word)) && !own.some((word) => not.includes(word));
  });
  return alike.length === 0 && role === 'product' ? called(ROLES.product.else) : alike;
}

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
