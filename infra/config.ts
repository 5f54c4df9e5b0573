import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What differs between stages. A stage is an account of its own: the bus has one fixed name. */
export interface Config {
  stage: string;
  /** The SageMaker endpoint that answers for the model. It is deployed by those who train it. */
  modelEndpoint: string;
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

const sweep = { openFor: Duration.minutes(6), maxSweeps: 5 };

export const CONFIGS = {
  dev: {
    stage: 'dev',
    modelEndpoint: 'pricewire-demand-dev',
    protect: false,
    removalPolicy: RemovalPolicy.DESTROY,
    logRetention: RetentionDays.ONE_WEEK,
    archiveRetention: Duration.days(7),
    cache: { nodeType: 'cache.t4g.micro', replicas: 0 },
    sweep,
  },
  prod: {
    stage: 'prod',
    modelEndpoint: 'pricewire-demand',
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
