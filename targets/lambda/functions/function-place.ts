import { defaultAccountId, defaultRegion } from '../../../src/model/platform/defaults.ts';
import type { LambdaFunctionConfig } from '../../../src/model/platform/lambda.ts';

/** Where a function is: in its ARN, in its variables, and in the scope of a signature for it. */
export interface FunctionPlace {
  readonly region: string;
  readonly accountId: string;
}

export const placeOf = ({
  region = defaultRegion,
  accountId = defaultAccountId,
}: Pick<LambdaFunctionConfig, 'region' | 'accountId'>): FunctionPlace => ({ region, accountId });

/** Without a qualifier. */
export const functionArn = ({ region, accountId }: FunctionPlace, functionName: string): string =>
  `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${functionName}`;

/** Of a role that nobody has: nothing is done with it. */
export const roleArn = ({ region, accountId }: FunctionPlace): string =>
  `arn:${partitionOf(region)}:iam::${accountId}:role/local`;

/** Runtimes belong to AWS, not to an account. */
export const runtimeArn = (region: string, hash: string): string =>
  `arn:${partitionOf(region)}:lambda:${region}::runtime:${hash}`;

/** Source: "Amazon Resource Names" (docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html) and the partitions of the AWS SDKs */
const partitions: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'aws-cn'],
  [/^us-gov-/, 'aws-us-gov'],
  [/^us-iso-/, 'aws-iso'],
  [/^us-isob-/, 'aws-iso-b'],
  [/^eu-isoe-/, 'aws-iso-e'],
  [/^us-isof-/, 'aws-iso-f'],
  [/^eusc-/, 'aws-eusc'],
];

const partitionOf = (region: string): string => partitions.find(([form]) => form.test(region))?.[1] ?? 'aws';
