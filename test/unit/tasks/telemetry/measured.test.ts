import { expect, it } from 'vitest';
import { emit, nameOr } from '../../../../tasks/telemetry/measured.ts';
import { linesOf } from './lines.ts';

it('writes every unit and dimension into the one line', async () => {
  const { lines } = await linesOf(() =>
    emit({
      service: 'models',
      dimensions: { model: 'demand@1' },
      counts: { SoldUnits: 3 },
      milliseconds: { Took: 5 },
      seconds: { Age: 7 },
      ratios: { Calibration: 0.5 },
    }),
  );
  expect(lines).toMatchObject([
    {
      _aws: {
        CloudWatchMetrics: [
          {
            Dimensions: [['service', 'model']],
            Metrics: [
              { Name: 'SoldUnits', Unit: 'Count' },
              { Name: 'Took', Unit: 'Milliseconds' },
              { Name: 'Age', Unit: 'Seconds' },
              { Name: 'Calibration', Unit: 'None' },
            ],
          },
        ],
      },
      service: 'models',
      model: 'demand@1',
      SoldUnits: 3,
      Took: 5,
      Age: 7,
      Calibration: 0.5,
    },
  ]);
});

it('cuts a fact that is longer than a line should be', async () => {
  const { lines } = await linesOf(() =>
    emit({ service: 'events', counts: { Held: 1 }, facts: { reason: 'x'.repeat(10_000) } }),
  );
  expect(lines[0].reason).toHaveLength(300);
});

it('leaves nothing of a refused line to the next one', async () => {
  const measured = { service: 'events', counts: { Held: 1 } };
  await linesOf(() => emit({ ...measured, counts: { Bad: Number('x'), Odd: 'text' as never } })).catch(
    () => {},
  );
  const { lines } = await linesOf(() => emit(measured));
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toHaveProperty('Bad');
});

it.each([
  ['ModelTimeout', 'ModelTimeout'],
  ['States.Timeout', 'States.Timeout'],
  ['max-step.clamp', 'max-step.clamp'],
  ['', 'Other'],
  ['7 of them', 'Other'],
  ['x'.repeat(200), 'Other'],
])('takes %j into a metric name as %s', (text, name) => {
  expect(nameOr(text)).toBe(name);
});
