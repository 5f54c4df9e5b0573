import { ASSUMED, type Assumed, allIn, billFor, type Load } from './bill.ts';
import type { Measured } from './measure/measure.ts';
import { HOURS_A_MONTH, PRICES } from './prices.ts';
import type { Deployed, DeployedFunction } from './template.ts';

/** The cost of a million events if one setting is different. */
export interface Variant {
  change: string;
  usd: number;
}

const everyFunction = (deployed: Deployed, change: Partial<DeployedFunction>): Deployed => ({
  ...deployed,
  functions: Object.fromEntries(
    Object.entries(deployed.functions).map(([name, each]) => [name, { ...each, ...change }]),
  ),
});

/**
 * The effect of log level, sampling, memory and capacity mode, in dollars for each million events, without fixed monthly
 * cost.
 */
export function variants(
  measured: Measured,
  deployed: Deployed,
  load: Load,
  assumed: Assumed = ASSUMED,
): Variant[] {
  const { trace, sampling } = deployed;
  const usd = (of: Deployed, on = assumed) => allIn(billFor(measured, of, load, on), load).million;
  const logged = (change: Partial<Deployed['trace']>) => usd({ ...deployed, trace: { ...trace, ...change } });
  const errorsAlone = logged({ level: 'ERROR' });
  const sampledAt = (aSecond: number, share: number) =>
    usd({ ...deployed, sampling: { ...sampling, aSecond, share } });
  const memory = (memoryMb: number) => usd(everyFunction(deployed, { memoryMb }));
  return [
    { change: 'current settings', usd: usd(deployed) },
    { change: 'trace: errors only (level ERROR)', usd: errorsAlone },
    {
      change: 'trace: one event of sixteen, and errors of the others',
      usd: errorsAlone + (logged({ level: 'ALL' }) - errorsAlone) / 16,
    },
    { change: 'trace: all states, without their data', usd: logged({ level: 'ALL', executionData: false }) },
    {
      change: 'trace: all states, log class Infrequent Access',
      usd: logged({ level: 'ALL', infrequentAccess: true }),
    },
    {
      change: 'trace: all states, log class Standard',
      usd: logged({ level: 'ALL', infrequentAccess: false }),
    },
    {
      change: "Lambda's own lines in the logs, as text",
      usd: usd(everyFunction(deployed, { platformLines: 'text' })),
    },
    { change: 'X-Ray: 1% of executions', usd: sampledAt(0, 0.01) },
    { change: "X-Ray: the account's default, 1 a second and 5%", usd: sampledAt(1, 0.05) },
    { change: 'X-Ray: every execution', usd: sampledAt(0, 1) },
    ...[256, 512, 1024, 1769].map((mb) => ({
      change: `Lambda: ${mb} MB for every function`,
      usd: memory(mb),
    })),
    {
      change: 'DynamoDB: 10 ms a call',
      usd: usd(deployed, { ...assumed, waitMs: { ...assumed.waitMs, dynamodb: 10 } }),
    },
    {
      change: `DynamoDB: provisioned, ${100 * ASSUMED.utilization}% used`,
      usd: usd(deployed) - provisionedSaving(measured),
    },
  ];
}

/**
 * The saving from provisioned capacity for a million events, at the assumed used share. It does not apply to a sale's peak.
 */
function provisionedSaving({ functions, events }: Measured): number {
  const usages = Object.values(functions);
  const saving = (units: number, onDemand: number, hour: number) =>
    (units / events) * (onDemand - hour / 3600 / ASSUMED.utilization) * 1e6;
  return (
    saving(
      usages.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
      PRICES.writeUnit.usd,
      PRICES.writeCapacityHour.usd,
    ) +
    saving(
      usages.reduce((sum, { readUnits }) => sum + readUnits, 0),
      PRICES.readUnit.usd,
      PRICES.readCapacityHour.usd,
    )
  );
}

/** Maximum events that the schedule adds in a month: one for each product whenever its price may change by time alone. */
export const ticksAtMost = (products: number, repriceAfterMinutes: number): number =>
  (products * HOURS_A_MONTH * 60) / repriceAfterMinutes;
