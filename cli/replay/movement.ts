import { ProductId } from '../../domain/product/product.ts';
import { NoTime } from './time-text.ts';

/** The columns of each field; at most one of `quantity` and `stock` is given. Without both a line is one unit sold. */
export interface Columns {
  product: string;
  /** One, or several to be read together, such as date and time. */
  time: string[];
  quantity?: string | undefined;
  stock?: string | undefined;
  price?: string | undefined;
  name?: string | undefined;
}

/** The content of one line. */
export interface Movement {
  productId: string;
  occurredAt: string;
  /** Units sold (a return is negative), or the remaining stock. */
  change: { sold: number } | { stock: number };
  /** As text, in currency units. */
  price?: string;
  name?: string;
}

/** A line without an event. `reason` is the same for all lines of its kind. */
export class BadLine extends Error {
  override readonly name = 'BadLine';
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Throws BadLine; AmbiguousTime if the file needs --time-format. */
export function readMovement(
  fields: Record<string, unknown>,
  columns: Columns,
  toTime: (text: string) => string,
): Movement {
  const productId = ProductId.safeParse(cell(fields, columns.product));
  if (!productId.success)
    throw new BadLine(
      'bad product',
      `${columns.product}: "${cell(fields, columns.product)}" is not a product id`,
    );
  const movement: Movement = {
    productId: productId.data,
    occurredAt: occurredAt(fields, columns.time, toTime),
    change: changeIn(fields, columns),
  };
  if (columns.price !== undefined) movement.price = cell(fields, columns.price);
  if (columns.name !== undefined) movement.name = cell(fields, columns.name);
  return movement;
}

function changeIn(fields: Record<string, unknown>, { quantity, stock }: Columns): Movement['change'] {
  if (stock !== undefined) {
    const level = wholeNumber(fields, stock);
    if (level < 0) throw new BadLine(`bad ${stock}`, `${stock}: ${level} is below 0`);
    return { stock: level };
  }
  return { sold: quantity === undefined ? 1 : wholeNumber(fields, quantity) };
}

function wholeNumber(fields: Record<string, unknown>, column: string): number {
  const text = cell(fields, column);
  const value = /^[+-]?\d+(\.0+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    throw new BadLine(`bad ${column}`, `${column}: "${text}" is not a whole number`);
  return value;
}

function occurredAt(
  fields: Record<string, unknown>,
  columns: string[],
  toTime: (text: string) => string,
): string {
  try {
    return toTime(columns.map((column) => cell(fields, column)).join(' '));
  } catch (error) {
    if (!(error instanceof NoTime)) throw error;
    throw new BadLine(`bad ${columns.join(', ')}`, `${columns.join(', ')}: ${error.message}`);
  }
}

const cell = (fields: Record<string, unknown>, column: string): string => {
  const value = fields[column];
  return value === undefined || value === null ? '' : String(value).trim();
};
