import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { UnknownProduct } from '../../../../domain/values/errors.ts';
import { entry } from '../../../../tasks/handlers/entry.ts';
import { linesOf } from './lines.ts';

const Input = z.object({ eventId: z.string(), productId: z.string(), execution: z.string() });
const ARN = 'arn:aws:states:eu-central-1:123456789012:express:pricewire:one:two';
const payload = { eventId: 'e1', productId: 'SKU1', execution: 'pricewire:one:two' };
const call = { invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:load' };

const LONGEST_LINE = 8192;

const failing = (error: unknown) =>
  entry('LoadContext', Input, async () => {
    throw error;
  });

afterEach(() => vi.unstubAllEnvs());

it('answers what the task answers, and says nothing of it', async () => {
  const handler = entry('LoadContext', Input, async ({ eventId }) => ({ got: eventId }));
  let answer: unknown;
  const { raw } = await linesOf(async () => {
    answer = await handler(payload, call);
  });
  expect(answer).toEqual({ got: 'e1' });
  expect(raw).toEqual([]);
});

it('tells of each call at level DEBUG', async () => {
  vi.stubEnv('LOG_LEVEL', 'DEBUG');
  const handler = entry('LoadContext', Input, async () => null);
  const { lines } = await linesOf(() => handler(payload, call));
  expect(lines).toEqual([
    expect.objectContaining({ level: 'DEBUG', task: 'LoadContext', eventId: 'e1', ms: expect.any(Number) }),
  ]);
});

it('tells of a fault once: its name, its stack, the event, the product and the execution', async () => {
  const { lines } = await linesOf(() => failing(new UnknownProduct('no SKU1'))(payload, call));
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'ERROR',
      message: 'LoadContext failed',
      service: 'pricewire',
      task: 'LoadContext',
      eventId: 'e1',
      productId: 'SKU1',
      execution: ARN,
      error: {
        name: 'UnknownProduct',
        message: 'no SKU1',
        stack: expect.stringMatching(/^UnknownProduct: no SKU1\n\s+at .*entry\.test\.ts/),
      },
    }),
  ]);
});

it('throws the fault on by its name, without the stack that is in the log', async () => {
  const { thrown } = await linesOf(() => failing(new UnknownProduct('no SKU1'))(payload, call));
  expect(thrown).toBeInstanceOf(UnknownProduct);
  expect(thrown).toMatchObject({
    name: 'UnknownProduct',
    message: 'no SKU1',
    stack: 'UnknownProduct: no SKU1',
  });
});

it('tells of a payload that does not fit, and not what is in it', async () => {
  const { raw, lines, thrown } = await linesOf(() =>
    entry('LoadContext', Input, async () => null)({ ...payload, productId: 7, card: 'SECRET' }, call),
  );
  expect(thrown).toMatchObject({ name: 'ZodError' });
  expect(lines).toMatchObject([{ level: 'ERROR', eventId: 'e1', error: { name: 'ZodError' } }]);
  expect(raw[0]).not.toContain('SECRET');
});

it('hides the password of an address that an error quotes', async () => {
  const error = new Error('connect ECONNREFUSED rediss://default:hunter2@cache.example:6379');
  const { raw } = await linesOf(() => failing(error)(payload, call));
  expect(raw[0]).toContain('rediss://***@cache.example:6379');
  expect(raw[0]).not.toContain('hunter2');
});

it('hides it in the stack as well', async () => {
  const error = new Error('refused');
  error.stack = 'Error: refused\n at rediss://:hunter2@cache.example';
  const { raw } = await linesOf(() => failing(error)(payload, call));
  expect(raw[0]).not.toContain('hunter2');
});

it('keeps a line short, however long the fault and the payload are', async () => {
  const error = new TypeError(`"${'猫\n'.repeat(50_000)}`);
  const long = { ...payload, eventId: 'x'.repeat(50_000), productId: 'y'.repeat(50_000) };
  const { raw } = await linesOf(() => failing(error)(long, call));
  expect(raw).toHaveLength(1);
  expect(Buffer.byteLength(raw[0] ?? '')).toBeLessThan(LONGEST_LINE);
});

it('tells of what was thrown and is no error', async () => {
  const { lines, thrown } = await linesOf(() => failing('no')(payload, call));
  expect(thrown).toBe('no');
  expect(lines).toMatchObject([{ level: 'ERROR', error: { name: 'string', message: 'no' } }]);
});

it('puts what a call measured into one line, with the event beside it', async () => {
  const handler = entry(
    'Close',
    Input,
    async () => ({ closed: true }),
    ({ eventId }, { closed }) => ({
      service: 'events',
      counts: { Closed: Number(closed) },
      facts: { outcome: `of ${eventId}` },
    }),
  );
  const { lines } = await linesOf(() => handler(payload, call));
  expect(lines).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Pricewire',
            Dimensions: [['service']],
            Metrics: [{ Name: 'Closed', Unit: 'Count' }],
          },
        ],
      },
      service: 'events',
      Closed: 1,
      task: 'Close',
      eventId: 'e1',
      outcome: 'of e1',
    },
  ]);
});

it('measures nothing where the task failed', async () => {
  const handler = entry(
    'Close',
    Input,
    async () => {
      throw new Error('down');
    },
    () => ({ service: 'events', counts: { Closed: 1 } }),
  );
  const { lines } = await linesOf(() => handler(payload, call));
  expect(lines).toMatchObject([{ level: 'ERROR' }]);
});

it('answers what was done, and tells of it, when a metric is lost', async () => {
  const handler = entry(
    'Close',
    Input,
    async () => ({ closed: true }),
    () => {
      throw new RangeError('too many');
    },
  );
  let answer: unknown;
  const { lines } = await linesOf(async () => {
    answer = await handler(payload, call);
  });
  expect(answer).toEqual({ closed: true });
  expect(lines).toMatchObject([{ level: 'ERROR', eventId: 'e1', error: { name: 'RangeError' } }]);
});
