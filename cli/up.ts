import { Command, InvalidArgumentError, Option } from 'commander';
import { AuditKeyMissing } from '../adapters/audit-signer.ts';
import { CacheRefused } from '../adapters/cache-claim.ts';
import { CacheNamespace } from '../adapters/cache-names.ts';
import type { Person } from '../api/routes/session.ts';
import { buildPage, isBuilt } from '../console/server/build-page.ts';
import { DATA_PARTS, DataIncomplete, type DataPart } from '../local/data-folder.ts';
import { DataInUse } from '../local/data-lock.ts';
import { PortTaken } from '../local/http.ts';
import { type Stack, startStack } from '../local/stack.ts';
import { runFlashSale } from './flash-sale.ts';
import { readPeople } from './people-file.ts';
import { saleReport } from './sale-report.ts';
import { CliFailure } from './shared/failure.ts';

const whole = (text: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
};

const namespace = (text: string): string => {
  const { data, error } = CacheNamespace.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError(error.issues[0]?.message ?? 'It must be a name.');
  return data;
};

/** Refusals of a start. Their message is complete without a stack trace. */
const REFUSALS = [DataIncomplete, AuditKeyMissing, PortTaken, DataInUse, CacheRefused, CliFailure];

interface UpOptions {
  port: number;
  data: string;
  name?: string;
  flashSale: boolean;
  seconds: number;
  visitors: number;
  seed: number;
  modelUrl?: string;
  model?: string;
  challenger?: string;
  people?: string;
  auditDays?: number;
  newAuditKey: boolean;
  acceptLoss?: DataPart[];
  executionLog?: string;
  exit: boolean;
  json: boolean;
}

/** `pricewire up`: the whole pipeline on this machine. */
export const upCommand = (): Command =>
  new Command('up')
    .description('start the pipeline on this machine and keep it running')
    .option(
      '--port <port>',
      'port of the HTTP server; DynamoDB, SQS and Redis take the three after it',
      whole,
      4400,
    )
    .option('--data <dir>', 'folder of the data', 'data')
    .option('--name <name>', 'prefix of its keys in Redis (default: local)', namespace)
    .option('--flash-sale', 'load the sample catalog and play a flash sale', false)
    .option('--seconds <n>', 'length of the flash sale', whole, 45)
    .option('--visitors <n>', 'number of visitors', whole, 5000)
    .option('--seed <n>', 'seed of the visitors', whole, 7)
    .option('--model-url <url>', 'a SageMaker runtime instead of the embedded one')
    .option('--model <dir>', 'a trained model (model.json and contract.json) instead of the included one')
    .option('--challenger <dir>', 'a second model, served as endpoint pricewire-challenger')
    .option('--people <file>', 'people of the console with their roles (JSON)')
    .option('--audit-days <n>', 'days to keep entries of the audit log (default: for ever)', whole)
    .option('--new-audit-key', 'sign the audit log with a new key because the old one is lost', false)
    .addOption(
      new Option(
        '--accept-loss <parts...>',
        'start although these parts of the data are missing or cut; their content is lost',
      ).choices(DATA_PARTS),
    )
    .option(
      '--execution-log <file>',
      'append the execution log of Step Functions to this file, as JSON lines',
    )
    .option('--exit', 'exit after the start, or after the flash sale', false)
    .option('--json', 'print only the summary on stdout, as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ pricewire up\n  $ pricewire up --flash-sale --exit --json\n  $ REDIS_URL=redis://127.0.0.1:6379 pricewire up --data /tmp/pricewire',
    )
    .action(up);

async function up(options: UpOptions): Promise<void> {
  const say = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const stack = await start(options, say);
  if (stack === undefined) {
    process.exitCode = 1;
    return;
  }
  const build = (await isBuilt()) ? undefined : buildPage(say);
  if (build) say('Building the console in the background.');
  const stopped = stopOnSignal({ stop: () => stack.stop().finally(async () => build?.stop()) }, say);
  for (const [name, where] of Object.entries(stack.endpoints)) say(`${name.padEnd(14)} ${where}`);
  const { restarted, started, published } = stack.recovered;
  if (restarted + started + published > 0) {
    say(
      `Recovered from the last run: ${published} prices published again, ${restarted + started} unfinished events started again.`,
    );
  }
  if (options.flashSale) {
    const summary = await runFlashSale(stack, { ...options, say, showProgress: process.stderr.isTTY });
    if (options.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    else say(saleReport(summary));
  }
  if (options.exit) {
    await build?.stop();
    return stack.stop();
  }
  say(`Pricewire is up at ${stack.url}; Ctrl-C stops it.`);
  await stopped;
}

async function start(
  {
    port,
    data,
    name,
    modelUrl,
    model,
    challenger,
    people,
    auditDays,
    newAuditKey,
    acceptLoss,
    executionLog,
  }: UpOptions,
  say: (line: string) => void,
): Promise<Stack | undefined> {
  try {
    const chosen: Person[] | undefined = people === undefined ? undefined : await readPeople(people);
    return await startStack({
      dataDir: data,
      port,
      name,
      modelUrl,
      model,
      challenger,
      people: chosen,
      auditDays,
      newAuditKey,
      acceptLoss,
      executionLog,
      redisUrl: process.env['REDIS_URL'],
      path: process.env['PATH'],
      onFault: (error) =>
        process.stderr.write(
          `fault: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`,
        ),
      onNotice: say,
    });
  } catch (error) {
    if (!REFUSALS.some((kind) => error instanceof kind)) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return undefined;
  }
}

function stopOnSignal(stack: Pick<Stack, 'stop'>, say: (line: string) => void): Promise<void> {
  return new Promise((done, failed) => {
    const stop = () => {
      say('Stopping.');
      stack.stop().then(done, failed);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
