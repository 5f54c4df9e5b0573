import { describe, expect, it } from 'vitest';
import { synth } from './synth.ts';

const [dev, prod] = [await synth('dev'), await synth('prod')];

describe('the storefront', () => {
  it('answers everything below /v1/prices, its own description, and nothing else', () => {
    const routes = Object.values(prod.all('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'ANY /openapi.json',
      'ANY /v1/prices',
      'ANY /v1/prices/{rest+}',
    ]);
    const targets = new Set(routes.map(({ Target }) => prod.read(Target)));
    expect(targets.size).toBe(1);
    const { IntegrationType, IntegrationUri, PayloadFormatVersion } = prod.one(
      'AWS::ApiGatewayV2::Integration',
    ).Properties;
    expect([IntegrationType, prod.read(IntegrationUri), PayloadFormatVersion]).toEqual([
      'AWS_PROXY',
      'Read/Aliaslive',
      '2.0',
    ]);
  });

  it.each([
    ['dev', dev, 50, 100],
    ['prod', prod, 2000, 4000],
  ] as const)('is throttled in %s', (_, app, rate, burst) => {
    expect(app.one('AWS::ApiGatewayV2::Stage').Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    });
  });

  it('has reserved concurrency, and leaves the pipeline its share', () => {
    expect(prod.get('Read').Properties.ReservedConcurrentExecutions).toBe(200);
    // A new account may have a limit of ten, of which none can be reserved.
    expect(dev.get('Read').Properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  it('writes an access log with a retention', () => {
    const { DestinationArn, Format } = prod.one('AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings;
    expect(prod.read(DestinationArn)).toBe('Api/AccessLogs.Arn');
    expect(prod.get('Api/AccessLogs').Properties).toMatchObject({
      LogGroupName: '/aws/vendedlogs/apis/pricewire-prod-storefront',
      RetentionInDays: 90,
    });
    expect(JSON.parse(Format)).toMatchObject({
      status: '$context.status',
      latencyMs: '$context.responseLatency',
    });
  });

  it('times out before API Gateway does', () => {
    expect(prod.get('Read').Properties.Timeout).toBeLessThan(30);
  });
});
