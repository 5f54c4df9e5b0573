import { Command, InvalidArgumentError } from 'commander';
import type { Person } from '../console/contract/people.ts';
import { buildPage, isBuilt } from '../console/server/build-page.ts';
import { DataInUse } from '../local/data-lock.ts';
import { PortTaken } from '../local/http.ts';
import { type Stack, startStack } from '../local/stack.ts';
import { runFlashSale } from './flash-sale.ts';
import { readPeople } from './people-file.ts';
import { saleReport } from './sale-report.ts';
import { CliFailure } from './shared/failure.ts';

const whole = (text: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number');
  return value;
};

interface UpOptions {
  port: number;
  data: string;
  flashSale: boolean;
  seconds: number;
  visitors: number;
  seed: number;
  modelUrl?: string;
  model?: string;
  challenger?: string;
  people?: string;
  auditDays?: number;
  exit: boolean;
  json: boolean;
}

/** `pricewire up`: the whole pipeline on this machine. */
export const upCommand = (): Command =>
  new Command('up')
    .description('start the pipeline on this machine and stay up')
    .option(
      '--port <port>',
      'port of the HTTP server; DynamoDB, SQS and Redis take the three after it',
      whole,
      4400,
    )
    .option('--data <dir>', 'where the data is kept', 'data')
    .option('--flash-sale', 'load the sample catalog and play a flash sale on it', false)
    .option('--seconds <n>', 'how long the flash sale lasts', whole, 45)
    .option('--visitors <n>', 'how many visit it', whole, 5000)
    .option('--seed <n>', 'seed of the visitors', whole, 7)
    .option('--model-url <url>', 'a SageMaker runtime in place of the embedded one')
    .option(
      '--model <dir>',
      'a trained model (model.json and contract.json) in place of the one that comes along',
    )
    .option('--challenger <dir>', 'a second model beside it, served as endpoint pricewire-challenger')
    .option('--people <file>', 'who can be chosen in the console, with their roles (JSON)')
    .option('--audit-days <n>', 'keep entries of the audit log so long (default: for ever)', whole)
    .option('--exit', 'stop when done', false)
    .option('--json', 'print the summary as JSON on stdout, and nothing else there', false)
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
  if (build) say('The console is being built, in the background.');
  const stopped = stopOnSignal({ stop: () => stack.stop().finally(async () => build?.stop()) }, say);
  for (const [name, where] of Object.entries(stack.endpoints)) say(`${name.padEnd(14)} ${where}`);
  const { restarted, started, published } = stack.recovered;
  if (restarted + started + published > 0) {
    say(
      `Found from the last run: ${published} prices published again, ${restarted + started} unfinished events started again.`,
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
  { port, data, modelUrl, model, challenger, people, auditDays }: UpOptions,
  say: (line: string) => void,
): Promise<Stack | undefined> {
  try {
    const chosen: Person[] | undefined = people === undefined ? undefined : await readPeople(people);
    return await startStack({
      dataDir: data,
      port,
      modelUrl,
      model,
      challenger,
      people: chosen,
      auditDays,
      redisUrl: process.env['REDIS_URL'],
      path: process.env['PATH'],
      onFault: (error) =>
        process.stderr.write(
          `fault: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`,
        ),
      onNotice: say,
    });
  } catch (error) {
    if (!(error instanceof PortTaken || error instanceof DataInUse || error instanceof CliFailure))
      throw error;
    process.stderr.write(`${error.message}\n`);
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
