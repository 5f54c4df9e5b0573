import { type Complaint, flagCell, numberCell, shown } from './cells.ts';
import { type Mapping, productColumns, type Role } from './columns.ts';
import { type DayOrder, parseTime, parseWeek } from './times.ts';

/** A row of the file. NaN for a missing optional number. */
export interface SalesRow {
  product: string;
  /** Milliseconds since 1970, UTC. */
  time: number;
  price: number;
  units: number;
  listPrice: number;
  cost: number;
  stock: number;
  promo: number;
  category: string;
  location: string;
}

interface Format {
  dayOrder?: DayOrder | undefined;
  /** First day of week 1, milliseconds since 1970, for times that are numbers of weeks. */
  weekOne?: number | undefined;
  decimalComma: boolean;
}

/** Reads the cells of a row, or returns the error of the first invalid cell. */
export function rowReader(
  header: readonly string[],
  mapping: Mapping,
  { dayOrder, weekOne, decimalComma }: Format,
): (cells: readonly string[]) => SalesRow | Complaint {
  const places = Object.fromEntries(
    Object.entries(mapping).map(([role, name]) => [role, header.indexOf(name)]),
  ) as Partial<Record<Role, number>>;
  const productPlaces = productColumns(mapping.product, header).map((name) => header.indexOf(name));
  const number = (text: string) => numberCell(text, decimalComma);
  const optional = (text: string) => (text === '' ? Number.NaN : number(text));
  const bad = (role: Role, why: Complaint): Complaint => `column ${mapping[role]}: ${why}`;

  return (cells) => {
    if (cells.length !== header.length) return `${cells.length} cells where the header has ${header.length}`;
    const cell = (role: Role): string => (cells[places[role] ?? -1] ?? '').trim();
    const parts = productPlaces.map((place) => (cells[place] ?? '').trim());
    if (parts.includes('')) return bad('product', 'is empty');
    const product = parts.join(' / ');
    const time = weekOne === undefined ? parseTime(cell('time'), dayOrder) : parseWeek(cell('time'), weekOne);
    if (Number.isNaN(time)) return bad('time', `"${shown(cell('time'))}" is not a time`);
    const price = number(cell('price'));
    if (typeof price === 'string') return bad('price', price);
    if (!(price > 0 && price < Number.POSITIVE_INFINITY)) return bad('price', `${price} is not above 0`);
    const units = number(cell('units'));
    if (typeof units === 'string') return bad('units', units);
    if (!(units >= 0 && units < Number.POSITIVE_INFINITY)) return bad('units', `${units} is not 0 or more`);
    const listPrice = optional(cell('listPrice'));
    if (typeof listPrice === 'string') return bad('listPrice', listPrice);
    if (listPrice <= 0) return bad('listPrice', `${listPrice} is not above 0`);
    const cost = optional(cell('cost'));
    if (typeof cost === 'string') return bad('cost', cost);
    if (cost < 0) return bad('cost', `${cost} is below 0`);
    const stock = optional(cell('stock'));
    if (typeof stock === 'string') return bad('stock', stock);
    const promo = flagCell(cell('promo'));
    if (typeof promo === 'string') return bad('promo', promo);
    const [category, location] = [cell('category'), cell('location')];
    return { product, time, price, units, listPrice, cost, stock, promo, category, location };
  };
}
