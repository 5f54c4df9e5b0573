import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

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

/** What differs between stages. A stage is an account of its own: the bus has one fixed name. */
export interface Config {
  stage: string;
  /** The models that policies may name; the first is asked where a policy names none. */
  models: readonly [ModelConfig, ...ModelConfig[]];
  /** Protects the stores: they outlive their stack and refuse to be deleted. */
  protect: boolean;
  removalPolicy: RemovalPolicy;
  logRetention: RetentionDays;
  /** How long accepted events can be replayed from the archive. */
  archiveRetention: Duration;
  cache: { nodeType: string; replicas: number };
  sweep: {
    /** A row open for longer is restarted; above the workflow's own time-out. */
    openFor: Duration;
    /** After so many restarts the event is dead-lettered. */
    maxSweeps: number;
  };
}

/** An instance, not serverless: a cold start takes longer than an event may. */
const deploy = { instanceType: 'ml.c6i.large', invocationsAMinute: 3000 };
const sweep = { openFor: Duration.minutes(6), maxSweeps: 5 };

export const CONFIGS = {
  dev: {
    stage: 'dev',
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
    sweep,
  },
  prod: {
    stage: 'prod',
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
    sweep,
  },
} satisfies Record<string, Config>;

/** The configuration of a stage; dev when none is named. Throws for a stage there is not. */
export function configFor(stage: string = 'dev'): Config {
  const config = new Map<string, Config>(Object.entries(CONFIGS)).get(stage);
  if (config === undefined)
    throw new Error(`there is no stage ${stage}; there are ${Object.keys(CONFIGS).join(', ')}`);
  return config;
}
