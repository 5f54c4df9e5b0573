import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  ApplicationLogLevel,
  type FunctionOptions,
  LoggingFormat,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroupClass, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import type { Retention } from '../adapters/retention.ts';
import type { Role } from '../domain/people/role.ts';
import type { TaskName } from './constructs/task-function.ts';

/** A demand model that the tasks may ask. */
export interface ModelConfig {
  /** Name of the SageMaker endpoint. */
  endpoint: string;
  /** Folder with contract.json (how to read the model's answers) and, if this app deploys the model, model.json. */
  artifact: string;
  /** How this app deploys the model. Omit it for an endpoint that a team runs itself. */
  deploy?: ModelDeployment;
}

export interface ModelDeployment {
  instanceType: string;
  instances: { least: number; most: number };
  /** Target of the scaling: invocations a minute on one instance. */
  invocationsAMinute: number;
  /** How SageMaker gets the archive: `ModelDataUrl`, or a `ModelDataSource` that names the compression. */
  modelData: 'url' | 'source';
}

/** A network created by this app: two private subnets without internet access, and a gateway endpoint of DynamoDB. */
export interface OwnNetwork {
  /** Address range, a /16 to /22. It must not overlap with a network that will be peered. */
  cidr: string;
}

/** An existing network. Its ids are given here, because synthesis looks nothing up. */
export interface GivenNetwork {
  vpcId: string;
  /** One private subnet in each zone, in the order of `zones`. */
  subnetIds: readonly string[];
  zones: readonly string[];
  /** Route tables of the subnets, in which an endpoint of DynamoDB is added. Omit it where they have one. */
  routeTableIds?: readonly string[];
}

/** Gradual release of a new version. Without it, all traffic moves at once. */
export interface ReleaseConfig {
  /** Share of events and requests that the new version gets at first, in percent. */
  percent: number;
  /** Duration of that share. An alarm during this time rolls the release back. */
  minutes: number;
}

/** Settings of functions that override those of their constructs. */
type FunctionSettings = Pick<
  FunctionOptions,
  'memorySize' | 'loggingFormat' | 'applicationLogLevelV2' | 'systemLogLevelV2' | 'environment' | 'tracing'
> & { logClass?: LogGroupClass };

/** Thresholds of the alarms. */
interface AlarmConfig {
  /** Addresses that get the alarms by e-mail; each must confirm once. */
  emails: readonly string[];
  /** p99 from the bus to Redis. */
  latency: Duration;
  /** Share of events that the rules priced although the policy asks for the model, in percent. */
  fallbackPercent: number;
  /** Maximum age of an event without an outcome; more than twice `sweep.openFor`. */
  openFor: Duration;
  /** How late a due repricing may be. */
  overdue: Duration;
  /** Failed executions in five minutes. */
  failures: number;
  storefront: { faultPercent: number; latency: Duration };
  cache: { memoryPercent: number; cpuPercent: number };
}

type RetentionConfig = { readonly [part in keyof Required<Retention>]: Duration };

/** The settings of one stage. Each stage has an account of its own, because the name of the bus is fixed. */
export interface Config {
  stage: string;
  network: OwnNetwork | GivenNetwork;
  /** The models that policies may name. The first is the default. */
  models: readonly [ModelConfig, ...ModelConfig[]];
  /** Keeps the stores when their stack is deleted, and protects them against deletion. */
  protect: boolean;
  removalPolicy: RemovalPolicy;
  logRetention: RetentionDays;
  /** How long the archive can replay accepted events. */
  archiveRetention: Duration;
  /** How long the ledger keeps rows and evidence of events that put no price in force. */
  retention: RetentionConfig;
  /** `defaultUser`: `locked` adds the user `default`, without permissions, that ElastiCache requires in groups of Redis OSS. */
  cache: { nodeType: string; replicas: number; defaultUser: 'locked' | 'left-out' };
  storefront: {
    /** Requests a second, on average (`rate`) and at once (`burst`), above which callers get 429. */
    rate: number;
    burst: number;
    /** Reserved concurrency, also the maximum. The account keeps 100 unreserved. Omit it to reserve none. */
    concurrency?: number;
  };
  release?: ReleaseConfig;
  /** Settings of all functions, and of single ones by task name. */
  functions: { all: FunctionSettings; byTask: { readonly [task in TaskName]?: FunctionSettings } };
  /**
   * The execution log, for people: `ALL` shows each execution in the console of Step Functions, `ERROR` the failures, `OFF`
   * nothing. A log group can't change its class, so another class gets a log group with another name.
   */
  trace: { level: LogLevel; logClass: LogGroupClass };
  /** Share of executions that X-Ray samples, 0 to 1. */
  sampling: number;
  sweep: {
    /** A row open for longer is restarted. Must exceed the time-out of the workflow. */
    openFor: Duration;
    /** After this number of restarts the event is dead-lettered. */
    maxSweeps: number;
  };
  alarms: AlarmConfig;
  /**
   * The roles of credentials in the console and the command line; `*` in an ARN matches anything. Credentials that are not
   * listed may not even read. Without this setting nobody may do anything.
   */
  people?: readonly { arn: string; roles: readonly Role[] }[];
  /** Addresses that get an e-mail when a stock is `atMost` or less. */
  lowStock: { atMost: number; emails: readonly string[] };
}

/** An instance, not serverless: a cold start would exceed the time of an event. */
const deploy = { instanceType: 'ml.c6i.large', invocationsAMinute: 3000, modelData: 'url' } as const;
const sweep = { openFor: Duration.minutes(6), maxSweeps: 5 };
const functions: Config['functions'] = {
  // Lambda's own log lines would cost a dollar for each million events; metrics have durations and errors anyway.
  all: {
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
  },
  byTask: {},
};
const alarms: AlarmConfig = {
  emails: [],
  // EventBridge stamps whole seconds, so up to one second of this is rounding.
  latency: Duration.seconds(3),
  fallbackPercent: 20,
  openFor: Duration.minutes(15),
  overdue: Duration.minutes(30),
  failures: 5,
  storefront: { faultPercent: 1, latency: Duration.millis(500) },
  cache: { memoryPercent: 75, cpuPercent: 80 },
};
// Infrequent Access costs half for each byte: docs/deploy.md says how to check that Step Functions writes to it.
const logClass = LogGroupClass.STANDARD;

export const CONFIGS = {
  dev: {
    stage: 'dev',
    network: { cidr: '10.0.0.0/16' },
    models: [
      {
        endpoint: 'pricewire-demand-dev',
        artifact: 'model/artifact',
        deploy: { ...deploy, instances: { least: 1, most: 2 } },
      },
    ],
    protect: false,
    removalPolicy: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.ONE_WEEK,
    archiveRetention: Duration.days(7),
    retention: { rows: Duration.days(30), heldEvidence: Duration.days(7), evidence: Duration.days(30) },
    cache: { nodeType: 'cache.t4g.micro', replicas: 0, defaultUser: 'locked' },
    storefront: { rate: 50, burst: 100 },
    functions,
    trace: { level: LogLevel.ALL, logClass },
    sampling: 0.01,
    sweep,
    // This stage has few calls, so most of them are cold starts.
    alarms: {
      ...alarms,
      latency: Duration.seconds(10),
      fallbackPercent: 50,
      storefront: { faultPercent: 5, latency: Duration.seconds(3) },
    },
    lowStock: { atMost: 5, emails: [] },
  },
  prod: {
    stage: 'prod',
    network: { cidr: '10.0.0.0/16' },
    models: [
      {
        endpoint: 'pricewire-demand',
        artifact: 'model/artifact',
        // Two, in different zones, so that one can fail.
        deploy: { ...deploy, instances: { least: 2, most: 10 } },
      },
    ],
    protect: true,
    removalPolicy: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.THREE_MONTHS,
    archiveRetention: Duration.days(90),
    retention: { rows: Duration.days(100), heldEvidence: Duration.days(30), evidence: Duration.days(100) },
    cache: { nodeType: 'cache.m7g.large', replicas: 1, defaultUser: 'locked' },
    storefront: { rate: 2000, burst: 4000, concurrency: 200 },
    release: { percent: 10, minutes: 10 },
    functions,
    trace: { level: LogLevel.ERROR, logClass },
    sampling: 0.01,
    sweep,
    alarms,
    lowStock: { atMost: 5, emails: [] },
  },
} satisfies Record<string, Config>;

/** The configuration of a stage. Throws for an unknown stage. */
export function configFor(stage: string = 'dev'): Config {
  const config = new Map<string, Config>(Object.entries(CONFIGS)).get(stage);
  if (config === undefined)
    throw new Error(`there is no stage ${stage}; there are ${Object.keys(CONFIGS).join(', ')}`);
  return config;
}
