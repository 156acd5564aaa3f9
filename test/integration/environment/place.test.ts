import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type LocalAws, startLocalAws } from '../deployed/local-aws.ts';
import { rollcallHere, scenarioFile } from '../rollcall.ts';

const tell = join(packageRoot, 'test/fixtures/lambda/environment/tell.mjs');

const clientOf = ({ invokeEndpoint }: LocalAws) =>
  new LambdaClient({
    ...{ endpoint: invokeEndpoint, region: 'eu-west-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });

it('each function has its own region and account: in its variables, in its ARN, and by what a caller may name it', async () => {
  await using aws = await startLocalAws(
    [
      'functions:',
      `  - { name: far, file: ${tell}, region: eu-west-1, accountId: "111122223333" }`,
      `  - { name: near, file: ${tell} }`,
    ].join('\n'),
  );
  const client = clientOf(aws);
  const tellOf = async (FunctionName: string) => {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  const farArn = 'arn:aws:lambda:eu-west-1:111122223333:function:far';
  for (const name of ['far', farArn, '111122223333:function:far']) {
    expect(await tellOf(name)).toMatchObject({
      arn: farArn,
      variables: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' },
    });
  }
  const nearArn = 'arn:aws:lambda:us-east-1:012345678912:function:near';
  expect(await tellOf(nearArn)).toMatchObject({ arn: nearArn, variables: { AWS_REGION: 'us-east-1' } });
  // Each in the other's place is not there.
  await expect(tellOf(nearArn.replace('us-east-1', 'eu-west-1'))).rejects.toThrow(/'eu-west-1' are not reachable/);
  await expect(tellOf(farArn.replace('111122223333', '012345678912'))).rejects.toThrow(
    'Function not found: arn:aws:lambda:eu-west-1:012345678912:function:far',
  );
  client.destroy();
});

it('an account number without quotes is a number to YAML, which loses its first 0: it is refused with words for that', async () => {
  const file = await scenarioFile(`functions:\n  - { name: f, file: ${tell}, accountId: 012345678912 }\n`);
  const { code, stderr } = await rollcallHere('check', file);
  expect(code).toBe(2);
  expect(stderr).toContain('functions.0.accountId');
  expect(stderr).toContain('12 digits in quotes');
});

it('a region or an account that cannot be is refused by the name of its option', async () => {
  const { code, stderr } = await rollcallHere('local', tell, '--region', 'Frankfurt', '--account-id', '12');
  expect(code).toBe(2);
  expect(stderr).toContain('--region: expected a region, such as eu-west-1');
  expect(stderr).toContain('--account-id: expected 12 digits');
});
