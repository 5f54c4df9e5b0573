import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Retention } from '../../adapters/retention.ts';
import { type CONFIGS, configFor } from '../../infra/config.ts';
import { addStacks } from '../../infra/stacks.ts';

/** The settings in a stage's synthesized templates that determine its cost. */
export interface Deployed {
  /** By the state that calls the function, or by its path in the app if a schedule or queue calls it. */
  functions: Record<string, DeployedFunction>;
  schedules: { path: string; everyMinutes: number }[];
  /** Functions that Lambda calls with messages of a queue, by path. */
  readers: string[];
  trace: { level: string; executionData: boolean; infrequentAccess: boolean; retentionDays: number };
  archiveDays: number;
  /** X-Ray's sampling: this many traces a second, and a share of the rest. */
  sampling: { aSecond: number; share: number };
  pointInTimeRecovery: boolean;
  /** Days that the ledger keeps events that put no price in force. */
  retention: Required<Retention>;
  alarmMetrics: number;
  compositeAlarms: number;
  dashboards: number;
  encryptionKeys: number;
  /** Instances with a fixed cost. */
  instances: { what: string; type: string; count: number }[];
}

export interface DeployedFunction {
  memoryMb: number;
  /** Format of the lines that Lambda itself writes for each call, or none. */
  platformLines: 'text' | 'json' | 'none';
  infrequentAccess: boolean;
  retentionDays: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any depth
type Properties = any;
interface Resource {
  Type: string;
  Properties: Properties;
  Metadata?: Record<string, string>;
}

/** The default of every account. */
const DEFAULT_SAMPLING = { aSecond: 1, share: 0.05 };
const FOREVER_DAYS = 3650;

/** Synthesizes the stage without bundles, and reads the settings that determine its cost. */
export async function readDeployed(stage: keyof typeof CONFIGS): Promise<Deployed> {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  const app = new App({
    context: { ...context, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:bundling-stacks': [] },
  });
  await addStacks(app, configFor(stage));
  return deployedIn(app.synth().stacks.map(({ template }) => template));
}

/** The settings in these templates. */
export function deployedIn(templates: { Resources?: Record<string, Resource> }[]): Deployed {
  const resources = new Map(templates.flatMap(({ Resources = {} }) => Object.entries(Resources)));
  const all = (type: string): [string, Resource][] => [...resources].filter(([, { Type }]) => Type === type);
  const path = ({ Metadata = {} }: Resource): string =>
    (Metadata['aws:cdk:path'] ?? '').replace(/^\w+\//, '').replace(/\/Resource$/, '');

  /** The first resource of the type that a value refers to, through aliases and versions. */
  const find = (value: unknown, type: string): Resource | undefined => {
    for (const id of referred(value)) {
      const found = [...resources].find(([name]) => id === name || id.includes(`FnGetAtt${name}`))?.[1];
      if (found?.Type === type) return found;
      if (found !== undefined && FORWARDS[found.Type] !== undefined) {
        const behind = find(found.Properties[FORWARDS[found.Type] as string], type);
        if (behind) return behind;
      }
    }
    return undefined;
  };
  const groupOf = (value: unknown) => {
    const { LogGroupClass, RetentionInDays = FOREVER_DAYS } =
      find(value, 'AWS::Logs::LogGroup')?.Properties ?? {};
    return { infrequentAccess: LogGroupClass === 'INFREQUENT_ACCESS', retentionDays: RetentionInDays };
  };
  const functionOf = ({
    Properties: { MemorySize = 128, LoggingConfig = {} },
  }: Resource): DeployedFunction => ({
    memoryMb: MemorySize,
    platformLines:
      LoggingConfig.LogFormat !== 'JSON' ? 'text' : LoggingConfig.SystemLogLevel === 'WARN' ? 'none' : 'json',
    ...groupOf(LoggingConfig.LogGroup),
  });

  const [, machine] = all('AWS::StepFunctions::StateMachine')[0] ?? [];
  if (machine === undefined) throw new Error('there is no state machine in the templates');
  const { LoggingConfiguration: logging, DefinitionSubstitutions = {} } = machine.Properties;
  const functions: Record<string, DeployedFunction> = {};
  for (const [name, value] of Object.entries(DefinitionSubstitutions)) {
    const called = name.endsWith('Function') ? find(value, 'AWS::Lambda::Function') : undefined;
    if (called) functions[name.replace(/Function$/, '')] = functionOf(called);
  }
  const schedules = all('AWS::Scheduler::Schedule').map(([, { Properties }]) => {
    const called = find(Properties.Target.Arn, 'AWS::Lambda::Function');
    if (called === undefined) throw new Error(`nobody is called by ${JSON.stringify(Properties.Target)}`);
    functions[path(called)] = functionOf(called);
    return { path: path(called), everyMinutes: minutesOf(Properties.ScheduleExpression) };
  });
  const readers = all('AWS::Lambda::EventSourceMapping').map(([id, { Properties }]) => {
    const called = find(Properties.FunctionName, 'AWS::Lambda::Function');
    if (called === undefined) throw new Error(`nobody is called by ${id}`);
    functions[path(called)] = functionOf(called);
    return path(called);
  });
  const rule = all('AWS::XRay::SamplingRule')[0]?.[1].Properties.SamplingRule;
  const archives = all('AWS::Events::Archive').map(
    ([, { Properties }]) => Properties.RetentionDays ?? FOREVER_DAYS,
  );

  return {
    functions,
    schedules,
    readers,
    trace: {
      level: logging?.Level ?? 'OFF',
      executionData: logging?.IncludeExecutionData === true,
      ...groupOf(logging?.Destinations),
    },
    archiveDays: Math.max(0, ...archives),
    sampling: rule ? { aSecond: rule.ReservoirSize, share: rule.FixedRate } : DEFAULT_SAMPLING,
    pointInTimeRecovery: JSON.stringify(all('AWS::DynamoDB::GlobalTable')).includes(
      '"PointInTimeRecoveryEnabled":true',
    ),
    retention: retentionIn(all('AWS::Lambda::Function')),
    alarmMetrics: all('AWS::CloudWatch::Alarm').reduce(
      (sum, [, { Properties }]) => sum + metricsOf(Properties),
      0,
    ),
    compositeAlarms: all('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: all('AWS::CloudWatch::Dashboard').length,
    encryptionKeys: all('AWS::KMS::Key').length,
    instances: [
      ...all('AWS::ElastiCache::ReplicationGroup').map(([, { Properties }]) => ({
        what: 'cache',
        type: String(Properties.CacheNodeType),
        count: (Properties.NumNodeGroups ?? 1) * (1 + (Properties.ReplicasPerNodeGroup ?? 0)),
      })),
      ...all('AWS::SageMaker::EndpointConfig').flatMap(([, { Properties }]) =>
        Properties.ProductionVariants.map((variant: Properties) => ({
          what: 'model endpoint',
          type: String(variant.InstanceType),
          count: variant.InitialInstanceCount,
        })),
      ),
    ],
  };
}

/** The retention in the tasks' environment. */
function retentionIn(functions: [string, Resource][]): Required<Retention> {
  const given = functions
    .map(([, { Properties }]) => Properties.Environment?.Variables?.RETENTION)
    .find((each) => each !== undefined);
  if (given === undefined) throw new Error('no function is told how long the ledger keeps events');
  return Retention.required().parse(JSON.parse(given));
}

/** The property by which a resource refers to the one behind it. */
const FORWARDS: Record<string, string> = {
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::Version': 'FunctionName',
};

/** The logical ids, and names of exports, in a value. */
function referred(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referred);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    if (name === 'Ref' || name === 'Fn::ImportValue') return [String(argument)];
    if (name === 'Fn::GetAtt') return [String(Array.isArray(argument) ? argument[0] : argument)];
    return referred(argument);
  });
}

const MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1440 };

function minutesOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = MINUTES[unit];
  if (minutes === undefined) throw new Error(`nobody has said how often ${expression} is`);
  return Number(count) * minutes;
}

const metricsOf = ({ Metrics }: Properties): number =>
  Array.isArray(Metrics) ? Math.max(1, Metrics.filter((each: Properties) => each.MetricStat).length) : 1;
