import type { Command } from 'commander';
import type { ModelHealthReport } from '../console/server/api/models.ts';
import { calibrationRatio } from '../domain/model-health.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire models health` */
export const modelsHealthCommand = (terminal: Terminal): Command =>
  command('health', 'hold what each model had expected to sell against what was sold', [
    'models health',
    'models health --json',
  ]).action(async (_options, self: Command) => {
    const { api, show } = connect(terminal, self);
    show(await api.get<ModelHealthReport>(apiPath`/models/health`), ({ models }) =>
      models.length === 0
        ? 'No sales were held against a model yet.'
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
