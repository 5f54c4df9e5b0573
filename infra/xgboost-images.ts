import { CfnMapping, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The accounts that hold SageMaker's XGBoost images, by region.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
 */
const ACCOUNTS: Record<string, string> = {
  'af-south-1': '510948584623',
  'ap-east-1': '651117190479',
  'ap-northeast-1': '354813040037',
  'ap-northeast-2': '366743142698',
  'ap-northeast-3': '867004704886',
  'ap-south-1': '720646828776',
  'ap-southeast-1': '121021644041',
  'ap-southeast-2': '783357654285',
  'ca-central-1': '341280168497',
  'eu-central-1': '492215442770',
  'eu-central-2': '680994064768',
  'eu-north-1': '662702820516',
  'eu-south-1': '978288397137',
  'eu-south-2': '104374241257',
  'eu-west-1': '141502667606',
  'eu-west-2': '764974769150',
  'eu-west-3': '659782779980',
  'il-central-1': '898809789911',
  'me-central-1': '272398656194',
  'me-south-1': '801668240914',
  'sa-east-1': '737474898029',
  'us-east-1': '683313688378',
  'us-east-2': '257758044811',
  'us-west-1': '746614075791',
  'us-west-2': '246618743249',
};

const REPOSITORY = 'sagemaker-xgboost';

/** An image, and the repository that SageMaker pulls it from. */
export interface ModelImage {
  uri: string;
  repositoryArn: string;
}

/** The image of XGBoost 1.7, which wrote the model files, in the region of the stack. */
export function xgboostImage(scope: Construct): ModelImage {
  const accounts = new CfnMapping(scope, 'XgboostAccounts', {
    lazy: true,
    mapping: Object.fromEntries(Object.entries(ACCOUNTS).map(([region, account]) => [region, { account }])),
  });
  const stack = Stack.of(scope);
  const { region, urlSuffix } = stack;
  const account = accounts.findInMap(region, 'account');
  return {
    uri: `${account}.dkr.ecr.${region}.${urlSuffix}/${REPOSITORY}:1.7-1`,
    repositoryArn: stack.formatArn({
      service: 'ecr',
      account,
      resource: 'repository',
      resourceName: REPOSITORY,
    }),
  };
}
