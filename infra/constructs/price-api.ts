import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

export interface PriceApiProps {
  read: IFunction;
  config: Pick<Config, 'storefront' | 'logRetention' | 'removalPolicy'>;
}

/** Fields of the access log: enough to find a fault or a flood, without personal data except the address. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  error: '$context.integrationErrorMessage',
};

/** The HTTPS API of the storefront, throttled and with an access log. The storefront also answers methods other than GET. */
export class PriceApi extends HttpApi {
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { read, config }: PriceApiProps) {
    super(scope, id, { createDefaultStage: false });
    const integration = new HttpLambdaIntegration('Read', read);
    for (const path of ['/openapi.json', '/v1/prices', '/v1/prices/{rest+}'])
      for (const route of this.addRoutes({ path, methods: [HttpMethod.ANY], integration }))
        acknowledge(
          route,
          'APIG4',
          'It only reads prices, which every visitor of the shop sees, and their description. It is throttled, and the concurrency of its function is limited.',
        );
    const logs = new LogGroup(this, 'AccessLogs', {
      // Log groups with this prefix need no room in the account's resource policy for log delivery.
      logGroupName: `/aws/vendedlogs/apis/${Stack.of(this).stackName}`,
      retention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: config.storefront.rate, burstLimit: config.storefront.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}
