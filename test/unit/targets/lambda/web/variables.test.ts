import { expect, it } from 'vitest';
import { webVariables } from '../../../../../targets/lambda/web/variables.ts';

it('a server is told where to listen instead of where its Runtime API is', () => {
  const variables = { TZ: ':UTC', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' };
  expect(webVariables(variables, '127.0.0.1:3000')).toEqual({
    ...{ TZ: ':UTC', AWS_LAMBDA_INITIALIZATION_TYPE: 'native-http', AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:3000' },
  });
});
