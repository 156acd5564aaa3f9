import { expect, it } from 'vitest';
import { readyLines } from '../../../../src/cli/local/announce.ts';

type Announced = Parameters<typeof readyLines>[0];

it('says of which functions requests must be signed, and with which credentials', () => {
  const functions = [
    { functionName: 'open', url: { auth: 'NONE' } },
    { functionName: 'closed', url: { auth: 'AWS_IAM' } },
  ];
  const lines = functions.map(({ functionName }) => ({ functionName, functionUrl: `http://${functionName}` }));
  const announced = {
    config: { functions, credentials: { accessKeyId: 'LOCAL1', secretAccessKey: 'made-up' } },
    certificateFile: undefined,
    ready: { functions: lines, invokeEndpoint: 'http://api' },
  };
  expect(readyLines(announced as unknown as Announced)).toEqual([
    'open is ready at http://open (Invoke API: http://api)',
    'closed is ready at http://closed (Invoke API: http://api); AWS_IAM: requests must be signed',
    '  export AWS_ENDPOINT_URL_LAMBDA=http://api AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
    '  export AWS_ACCESS_KEY_ID=LOCAL1 AWS_SECRET_ACCESS_KEY=made-up',
  ]);
});
