import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Alias, Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import {
  type BundlingOptions,
  LogLevel,
  NodejsFunction,
  type NodejsFunctionProps,
  OutputFormat,
  SourceMapMode,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledgeTracing } from './acknowledge.ts';
import { grantNetwork } from './network-grant.ts';

/** Everything that runs as a function: the files in tasks/handlers, and the storefront. */
export type TaskName =
  | 'receive-event'
  | 'load-context'
  | 'predict-price'
  | 'fallback-price'
  | 'apply-guardrails'
  | 'commit'
  | 'publish-price'
  | 'close'
  | 'dead-letter'
  | 'challenge-price'
  | 'sweep'
  | 'settle-marks'
  | 'reprice-due'
  | 'check-models'
  | 'watch-moves'
  | 'repair-cache'
  | 'check-cache'
  | 'storefront';

export interface TaskFunctionProps extends Omit<NodejsFunctionProps, 'role' | 'logGroup'> {
  task: TaskName;
  config: Pick<Config, 'functions' | 'logRetention' | 'removalPolicy'>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  logLevel: LogLevel.WARNING,
  // Read offline: with --enable-source-maps Node would load them at every cold start, which takes it 50 ms longer.
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  sourcesContent: false,
  // The SDK that was tested goes along, not the one that the runtime has that day.
  externalModules: [],
  mainFields: ['module', 'main'],
  // CommonJS packages in the bundle call require for Node's own modules.
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
};

const DEFAULTS = {
  projectRoot: ROOT,
  depsLockFilePath: `${ROOT}package-lock.json`,
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  memorySize: 512,
  timeout: Duration.seconds(5),
  tracing: Tracing.ACTIVE,
  // A setting of the SDK before version 3.
  awsSdkConnectionReuse: false,
} satisfies NodejsFunctionProps;

/**
 * One task as a Lambda function, that may write its own log and nothing else before it is granted more. Callers name a
 * version of it (`currentVersion`) or its alias (`live`), never the function as it is.
 */
export class TaskFunction extends NodejsFunction {
  #live: Alias | undefined;

  constructor(scope: Construct, id: string, { task, config, ...props }: TaskFunctionProps) {
    const { logClass: classOfAll, ...all } = config.functions.all;
    const { logClass = classOfAll, ...own } = config.functions.byTask[task] ?? {};
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: config.logRetention,
      removalPolicy: config.removalPolicy,
      ...(logClass === undefined ? {} : { logGroupClass: logClass }),
    });
    super(scope, id, {
      ...DEFAULTS,
      ...all,
      entry: `${ROOT}tasks/handlers/${task}.ts`,
      // What is under way on an old version finishes on it, and a release can be taken back.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...props,
      ...own,
      environment: { ...all.environment, ...props.environment, ...own.environment },
      role,
      logGroup,
      bundling: { ...BUNDLING, ...props.bundling },
    });
    logGroup.grantWrite(role);
    if (props.vpc) grantNetwork(this);
    acknowledgeTracing(role);
  }

  /** The alias that is called: it points at one published version. */
  get live(): Alias {
    this.#live ??= this.addAlias('live');
    return this.#live;
  }
}
