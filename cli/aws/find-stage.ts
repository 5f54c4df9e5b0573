import { GetParametersCommand, type GetParametersCommandOutput, SSMClient } from '@aws-sdk/client-ssm';
import { Directory, directoryName } from '../../adapters/directory.ts';
import { FORMAT } from '../../adapters/stored-item.ts';
import { type Whereabouts, whereabouts } from '../../adapters/whereabouts.ts';
import { CliFailure } from '../shared/failure.ts';
import type { StageOptions } from '../shared/stage-target.ts';
import { awsFailure } from './failure.ts';

/** The settings of every SDK client of a stage. */
export interface AwsConfig {
  region?: string;
  profile?: string;
  maxAttempts: number;
}

export type Caller = Whereabouts;

/** A command can wait: a throttled call gets more attempts than the SDK's three. */
const ATTEMPTS = 5;

export const awsConfig = ({ region, profile }: StageOptions): AwsConfig => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  maxAttempts: ATTEMPTS,
});

/** The caller that the credentials belong to. Throws CliFailure. */
export const callerOf = (config: AwsConfig): Promise<Caller> =>
  whereabouts(config).catch((error: unknown) => {
    throw awsFailure(error);
  });

/** The addresses of the stage's parts, as written by its deployment. Throws CliFailure. */
export async function findStage(
  stage: string,
  { account, region }: Caller,
  config: AwsConfig,
): Promise<Directory> {
  const name = directoryName(stage);
  const client = new SSMClient(config);
  const { Parameters: [parameter] = [] } = await asked(client, new GetParametersCommand({ Names: [name] }));
  if (parameter?.Value === undefined)
    throw new CliFailure(
      3,
      `there is no parameter ${name} in account ${account}, region ${region}: stage ${stage} is not deployed there; check --region and --profile`,
    );
  return readDirectory(name, parameter.Value);
}

async function asked(client: SSMClient, command: GetParametersCommand): Promise<GetParametersCommandOutput> {
  try {
    return await client.send(command);
  } catch (error) {
    throw awsFailure(error);
  } finally {
    client.destroy();
  }
}

function readDirectory(name: string, text: string): Directory {
  const { data, error } = Directory.safeParse(jsonOr(text));
  if (data?.itemFormat !== undefined && data.itemFormat > FORMAT)
    throw new CliFailure(
      3,
      `stage ${data.stage} keeps its items in format ${data.itemFormat}, and this version reads up to ${FORMAT}: update Pricewire here to the version that the stage was deployed from`,
    );
  if (data !== undefined) return data;
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  throw new CliFailure(
    3,
    `parameter ${name} has another format than this version reads (${path.join('.')}: ${message}); deploy the stage from the same version`,
  );
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
