import type { DemandMemory } from '../domain/demand/demand-memory.ts';

/**
 * Splits learned demand into the fields that version 0.2.0 knows, by name, and its later ones as a column: their names would take
 * more bytes than their numbers. Version 0.2.0 drops the column.
 */
export function splitDemand(demand: DemandMemory | undefined): { named?: object; place?: unknown[] } {
  if (demand === undefined) return {};
  const { explored, ...rest } = demand;
  const [sales, soldAt, slope] = withoutPlace(rest.sales);
  const [expectation, expectedAt] = withoutLogPrice(rest.expectation);
  const [pending, pendingAt] = withoutLogPrice(rest.pending);
  const [silence, silentAt] = withoutLogPrice(rest.silence);
  const place = [
    soldAt && [soldAt.units, soldAt.hours, soldAt.variance],
    slope && [slope.precision, slope.pull],
    expectedAt,
    pendingAt,
    silentAt,
    explored && [explored.loss, explored.at],
  ];
  return {
    named: { ...rest, sales, expectation, pending, silence },
    ...(place.some((value) => value !== undefined) ? { place } : {}),
  };
}

/** Restores learned demand. Items from before the column have all fields by name. */
export function joinDemand(named: unknown, place: unknown): unknown {
  if (!Array.isArray(place)) return named;
  const { sales, expectation, pending, silence, ...rest } = Object(named);
  const [soldAt, slope, expectedAt, pendingAt, silentAt, explored] = place;
  return present({
    ...rest,
    sales: withFields(sales, {
      soldAt: soldAt && { units: soldAt[0], hours: soldAt[1], variance: soldAt[2] },
      slope: slope && { precision: slope[0], pull: slope[1] },
    }),
    expectation: withFields(expectation, { logPrice: expectedAt }),
    pending: withFields(pending, { logPrice: pendingAt }),
    silence: withFields(silence, { logPrice: silentAt }),
    explored: explored && { loss: explored[0], at: explored[1] },
  });
}

/** The fields that have a value: in JSON a missing one of a column is null. */
export const present = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

function withoutPlace(sales: DemandMemory['sales']) {
  if (sales === undefined) return [] as const;
  const { soldAt, slope, ...rest } = sales;
  return [rest, soldAt, slope] as const;
}

function withoutLogPrice<Part extends { logPrice?: number | undefined }>(part: Part | undefined) {
  if (part === undefined) return [] as const;
  const { logPrice, ...rest } = part;
  return [rest, logPrice] as const;
}

const withFields = (part: object | undefined, fields: object): object | undefined =>
  part && { ...part, ...present(fields) };
