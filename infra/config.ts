import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  ApplicationLogLevel,
  type FunctionOptions,
  LoggingFormat,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroupClass, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import type { Role } from '../domain/role.ts';
import type { TaskName } from './constructs/task-function.ts';

/** A demand model that the tasks may ask. */
export interface ModelConfig {
  /** The name of the SageMaker endpoint. */
  endpoint: string;
  /** The folder with contract.json, by which its answers are read, and with model.json where it is deployed here. */
  artifact: string;
  /** How this app deploys it; left out for an endpoint that a team runs itself. */
  deploy?: ModelDeployment;
}

export interface ModelDeployment {
  instanceType: string;
  instances: { least: number; most: number };
  /** Invocations a minute that one instance is to be kept at. */
  invocationsAMinute: number;
}

/** A network of our own: two subnets without a way out, and an endpoint of DynamoDB. */
export interface OwnNetwork {
  /** Its address range, a /16 to /22; not one that it will be peered with. */
  cidr: string;
}

/** A network that is there, by its ids: nothing is looked up. */
export interface GivenNetwork {
  vpcId: string;
  /** One private subnet in each zone, in the order of `zones`. */
  subnetIds: readonly string[];
  zones: readonly string[];
  /** The route tables of the subnets, if they are to get an endpoint of DynamoDB; left out where they have one. */
  routeTableIds?: readonly string[];
}

/** How a new version takes over. Left out: at once. */
export interface ReleaseConfig {
  /** The share of events and requests that it gets at first, in percent. */
  percent: number;
  /** How long it has that share. An alarm in this time takes it back. */
  minutes: number;
}

/** What may be set for functions, over what their constructs set. */
export type FunctionSettings = Pick<
  FunctionOptions,
  'memorySize' | 'loggingFormat' | 'applicationLogLevelV2' | 'systemLogLevelV2' | 'environment' | 'tracing'
> & { logClass?: LogGroupClass };

/** Beyond what alarms are raised. */
export interface AlarmConfig {
  /** Who is told by e-mail; each address must be confirmed once. */
  emails: readonly string[];
  /** From the bus to Redis, of all but one price in a hundred. */
  latency: Duration;
  /** The share of events that the model should decide and can't. */
  fallbackPercent: number;
  /** How long an event may be without an outcome; above twice what the sweeper leaves it alone for. */
  openFor: Duration;
  /** How long a price may stand past the time that it was to be judged again. */
  overdue: Duration;
  /** Executions that may fail in five minutes. */
  failures: number;
  storefront: { faultPercent: number; latency: Duration };
  cache: { memoryPercent: number; cpuPercent: number };
}

/** What differs between stages. A stage is an account of its own: the bus has one fixed name. */
export interface Config {
  stage: string;
  network: OwnNetwork | GivenNetwork;
  /** The models that policies may name; the first is asked where a policy names none. */
  models: readonly [ModelConfig, ...ModelConfig[]];
  /** Protects the stores: they outlive their stack and refuse to be deleted. */
  protect: boolean;
  removalPolicy: RemovalPolicy;
  logRetention: RetentionDays;
  /** How long accepted events can be replayed from the archive. */
  archiveRetention: Duration;
  cache: { nodeType: string; replicas: number };
  storefront: {
    /** Requests a second, on average and at once, beyond which callers get 429. */
    rate: number;
    burst: number;
    /** Executions that are kept for the storefront, and that it can't take more than; the account must have 100 more. Left out: none. */
    concurrency?: number;
  };
  release?: ReleaseConfig;
  /** For every function, and for one by the name of its task. */
  functions: { all: FunctionSettings; byTask: { readonly [task in TaskName]?: FunctionSettings } };
  /** The log of executions, which is the trace of every event. */
  trace: { level: LogLevel; logClass: LogGroupClass };
  /** The share of executions that X-Ray takes: 0 to 1. */
  sampling: number;
  sweep: {
    /** A row open for longer is restarted; above the workflow's own time-out. */
    openFor: Duration;
    /** After so many restarts the event is dead-lettered. */
    maxSweeps: number;
  };
  alarms: AlarmConfig;
  /**
   * Whose credentials may do what in the console and by the command line, `*` in an ARN standing for anything. Left out:
   * whatever IAM lets them do. Given: who is not in it may not even look.
   */
  people?: readonly { arn: string; roles: readonly Role[] }[];
  /** Who is told of each stock that is this or less. */
  lowStock: { atMost: number; emails: readonly string[] };
}

/** An instance, not serverless: a cold start takes longer than an event may. */
const deploy = { instanceType: 'ml.c6i.large', invocationsAMinute: 3000 };
const sweep = { openFor: Duration.minutes(6), maxSweeps: 5 };
const functions: Config['functions'] = {
  // Lambda's own lines would cost a dollar for each million events; durations and errors are metrics anyway.
  all: {
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
  },
  byTask: {},
};
const alarms: AlarmConfig = {
  emails: [],
  // EventBridge stamps whole seconds, so one second of it may be none.
  latency: Duration.seconds(3),
  fallbackPercent: 20,
  openFor: Duration.minutes(15),
  overdue: Duration.minutes(30),
  failures: 5,
  storefront: { faultPercent: 1, latency: Duration.millis(500) },
  cache: { memoryPercent: 75, cpuPercent: 80 },
};
// Half the price for each byte; Logs Insights reads it, and nothing else has to.
const trace = { level: LogLevel.ALL, logClass: LogGroupClass.INFREQUENT_ACCESS };

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
    cache: { nodeType: 'cache.t4g.micro', replicas: 0 },
    storefront: { rate: 50, burst: 100 },
    functions,
    trace,
    sampling: 0.01,
    sweep,
    // Little is called there, so most of it starts cold.
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
        // Two, so that one can fail: they are in different zones.
        deploy: { ...deploy, instances: { least: 2, most: 10 } },
      },
    ],
    protect: true,
    removalPolicy: RemovalPolicy.RETAIN,
    logRetention: RetentionDays.THREE_MONTHS,
    archiveRetention: Duration.days(90),
    cache: { nodeType: 'cache.m7g.large', replicas: 1 },
    storefront: { rate: 2000, burst: 4000, concurrency: 200 },
    release: { percent: 10, minutes: 10 },
    functions,
    trace,
    sampling: 0.01,
    sweep,
    alarms,
    lowStock: { atMost: 5, emails: [] },
  },
} satisfies Record<string, Config>;

/** The configuration of a stage; dev when none is named. Throws for a stage there is not. */
export function configFor(stage: string = 'dev'): Config {
  const config = new Map<string, Config>(Object.entries(CONFIGS)).get(stage);
  if (config === undefined)
    throw new Error(`there is no stage ${stage}; there are ${Object.keys(CONFIGS).join(', ')}`);
  return config;
}
