import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import { domainHash } from '../../adapters/domain-hash.ts';
import type { TaskState } from '../../tasks/table.ts';
import type { Config } from '../config.ts';
import { acknowledgeTracing } from './acknowledge.ts';
import { grantNetwork } from './network-grant.ts';

/** The functions called by schedules and queues: the files in upkeep/handlers. */
const UPKEEP = [
  'sweep',
  'restart-waiting',
  'reconcile-accepted',
  'settle-marks',
  'reprice-due',
  'check-models',
  'watch-moves',
  'repair-cache',
  'check-cache',
] as const;

/** All functions: the tasks of the workflow, those called by schedules and queues, and the storefront. */
export type TaskName = Kebab<TaskState> | (typeof UPKEEP)[number] | 'storefront';

/** The file name of a state: `ReceiveEvent` is `receive-event`. */
type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? Rest extends Uncapitalize<Rest>
    ? `${Lowercase<First>}${Kebab<Rest>}`
    : `${Lowercase<First>}-${Kebab<Rest>}`
  : Name;

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
  // Source maps are used offline: --enable-source-maps would add 50 ms to every cold start.
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  sourcesContent: false,
  // Bundle the SDK version that was tested, instead of the one in the runtime.
  externalModules: [],
  mainFields: ['module', 'main'],
  // Records keep it: tasks/code-version.ts.
  define: { DOMAIN_HASH: JSON.stringify(domainHash()) },
  // CommonJS packages in the bundle call `require` for Node's own modules.
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
  // Only the SDK before version 3 has this setting.
  awsSdkConnectionReuse: false,
} satisfies NodejsFunctionProps;

/**
 * One task as a Lambda function. Without further grants it can only write its own log. Callers use a version
 * (`currentVersion`) or the alias (`live`), never the unqualified function.
 */
export class TaskFunction extends NodejsFunction {
  /** Always a role of its own. */
  declare readonly role: IRole;
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
      entry: `${ROOT}${UPKEEP.some((each) => each === task) ? 'upkeep' : 'tasks'}/handlers/${task}.ts`,
      // Running executions finish on the old version, and a release can be rolled back to it.
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

  /** The alias for callers. It points at one published version. */
  get live(): Alias {
    this.#live ??= this.addAlias('live');
    return this.#live;
  }
}
