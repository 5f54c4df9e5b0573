import { fileURLToPath } from 'node:url';
import { Duration } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import {
  type BundlingOptions,
  LogLevel,
  NodejsFunction,
  type NodejsFunctionProps,
  OutputFormat,
  SourceMapMode,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface TaskFunctionProps extends Omit<NodejsFunctionProps, 'entry' | 'role' | 'logGroup'> {
  /** The name of a file in tasks/handlers. */
  task: string;
  logs: LogGroupProps;
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

/** One task as a Lambda function, that may write its own log and nothing else before it is granted more. */
export class TaskFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { task, logs, ...props }: TaskFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(scope, `${id}Logs`, logs);
    super(scope, id, {
      ...DEFAULTS,
      entry: `${ROOT}tasks/handlers/${task}.ts`,
      ...props,
      role,
      logGroup,
      bundling: { ...BUNDLING, ...props.bundling },
    });
    logGroup.grantWrite(role);
    if (props.vpc)
      role.addManagedPolicy(
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'),
      );
  }
}
