import type { Command } from 'commander';
import { calibrationRatio } from '../domain/context/model-health.ts';
import { command, connect } from './shared/connect.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire models health` */
export const modelsHealthCommand = (terminal: Terminal): Command =>
  command('health', 'compare expected sales of each model with actual sales', [
    'models health',
    'models health --json',
  ]).action(async (_options, self: Command) => {
    const { api, show } = connect(terminal, self);
    show(await api.call('GET /models/health'), ({ models }) =>
      models.length === 0
        ? 'No sales have been compared with a model yet.'
        : table(
            ['MODEL', 'PRODUCTS', 'EXPECTED', 'SOLD', 'SOLD / EXPECTED'],
            models.map((each) => [
              each.model,
              each.products,
              each.expectedUnits.toFixed(1),
              each.soldUnits.toFixed(1),
              calibrationRatio(each)?.toFixed(3),
            ]),
            ['PRODUCTS', 'EXPECTED', 'SOLD', 'SOLD / EXPECTED'],
          ),
    );
  });
