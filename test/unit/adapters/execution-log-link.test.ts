import { describe, expect, it } from 'vitest';
import { executionLogLink, linkToLogOf } from '../../../adapters/execution-log-link.ts';

const GROUP = '/aws/vendedlogs/states/pricewire-prod-pipeline';
const ARN = 'arn:aws:states:eu-central-1:123456789012:express:reprice:625d132f:99aa';
const SPAN = { since: '2026-11-25T20:15:00.000Z', until: '2026-11-25T20:16:30.000Z' };
const link = (region = 'eu-central-1') => executionLogLink({ group: GROUP, region }, ARN, SPAN);

/** The query as the console parses it from the URL. */
function read(address: string): Record<string, string> {
  const [, fragment = ''] = address.split('#logsV2:logs-insights');
  const query = decodeURIComponent(fragment.replaceAll('$', '%'));
  const detail = decodeURIComponent(query.replace('?queryDetail=', ''));
  const fields = [...detail.matchAll(/[(~](\w+)~(?:\(~)?'([^~)]*)/g)];
  return Object.fromEntries(
    fields.map(([, name = '', value = '']) => [name, decodeURIComponent(value.replaceAll('*', '%'))]),
  );
}

describe('the link to the log of an execution', () => {
  it('asks for the records of this execution, in the log group, a minute around the time of its event', () => {
    expect(read(link())).toEqual({
      start: '2026-11-25T20:14:00.000Z',
      end: '2026-11-25T20:17:30.000Z',
      timeType: 'ABSOLUTE',
      tz: 'UTC',
      source: GROUP,
      editorString: expect.stringContaining(`\n| filter @message like "${ARN}"\n`),
    });
  });

  it('exists if the stage logs at least errors, and names its log group', () => {
    const at = (level: 'ALL' | 'ERROR' | 'OFF') =>
      linkToLogOf({ executionLog: { group: GROUP, level } }, 'eu-central-1')?.(ARN, SPAN);
    expect([at('ALL'), at('ERROR'), at('OFF')]).toEqual([link(), link(), undefined]);
    expect(linkToLogOf({}, 'eu-central-1')).toBeUndefined();
  });

  // As copied from the console's address bar.
  it('is written as the console writes it', () => {
    const address = link();
    expect(address).toMatch(
      /^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=eu-central-1#logsV2:logs-insights\$3fqueryDetail\$3d\$257e\$2528end\$257e\$25272026-11-25T20\*3a17\*3a30\.000Z\$257estart\$257e\$2527/,
    );
    expect(address).toMatch(
      /\$257esource\$257e\$2528\$257e\$2527\*2faws\*2fvendedlogs\*2fstates\*2fpricewire-prod-pipeline\$2529\$2529$/,
    );
  });

  it.each([
    ['us-east-1', 'us-east-1.console.aws.amazon.com'],
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ])('leads to the console of %s', (region, host) => {
    expect(new URL(link(region)).host).toBe(host);
  });
});
