import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signerFor } from '../../../src/loadgen/engines/request-signer.ts';
import { originOf } from '../../../src/loadgen/http/origin.ts';
import { routes } from '../../../targets/lambda/invoke-api/routes.ts';
import { running } from '../invoke-api/invoke-api-server.ts';
import { LambdaHere } from '../lambda/embedded/here.ts';

describe('a request that is not UTF-8', () => {
  // A body of every operation that has one: {"a":"ff fe"}.
  const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
  const withBody = routes.filter(({ method }) => method === 'POST' || method === 'PUT');

  it.each(withBody.map(({ operation, method, path }) => [operation, method, path] as const))(
    '%s refuses, and nothing happens',
    async (_operation, method, path) => {
      await using server = await running();
      const { url, platform } = server;
      // The version that it wants to provision has to be there, and the URL that it wants to change.
      const record = platform.functions.get('hello');
      record?.publish();
      if (method === 'PUT') await record?.url.create({ authType: 'NONE', invokeMode: 'BUFFERED' });
      const where = path.replace('{FunctionName}', 'hello');
      const before = JSON.stringify(record?.latest);
      const response = await fetch(`${url}${where}${path.includes('provisioned') ? '?Qualifier=1' : ''}`, {
        method,
        body,
      });
      expect(response.headers.get('x-amzn-errortype')).toBe('InvalidRequestContentException');
      expect([response.status, await response.json()]).toEqual([
        400,
        { Type: 'User', message: 'Could not parse request body into json: Invalid UTF-8' },
      ]);
      expect([platform.calls, JSON.stringify(record?.latest)]).toEqual([[], before]);
    },
  );

  it('an asynchronous invocation is not accepted either', async () => {
    await using server = await running();
    const headers = { 'x-amz-invocation-type': 'Event' };
    const invocations = `${server.url}/2015-03-31/functions/hello/invocations`;
    expect((await fetch(invocations, { method: 'POST', body, headers })).status).toBe(400);
    expect(server.platform.calls).toEqual([]);
  });
});

describe('a signature for another region', () => {
  const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local-secret' };
  const message = 'Credential should be scoped to a valid region.';
  let lambda: LambdaHere;
  beforeAll(async () => {
    lambda = await LambdaHere.start('identity.mjs', {
      ...{ region: 'eu-west-1', url: { auth: 'AWS_IAM' } },
      service: { credentials, invokeApi: { port: 0 } },
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  it('is refused by the function URL, one for its own is not', async () => {
    const request = { method: 'GET', path: '/', headers: {} };
    const ask = async (region: string) => {
      const sign = await signerFor(originOf(lambda.url), { service: 'lambda', region, credentials });
      const response = await fetch(lambda.url, { headers: await sign(request, Date.now()) });
      return [response.status, await response.text()] as const;
    };
    expect(await ask('us-east-1')).toEqual([403, JSON.stringify({ message })]);
    expect((await ask('eu-west-1'))[0]).toBe(200);
  });

  it.each([new InvokeCommand({ FunctionName: 'fixture' }), new ListFunctionsCommand({})])(
    'is refused by the API, one for its own is not (%#)',
    async (command) => {
      const send = (region: string) => {
        const client = new LambdaClient({ endpoint: lambda.invokeEndpoint, region, credentials, maxAttempts: 1 });
        return client.send(command as InvokeCommand).finally(() => client.destroy());
      };
      await expect(send('us-east-1')).rejects.toMatchObject({ name: 'InvalidSignatureException', message });
      expect((await send('eu-west-1')).$metadata.httpStatusCode).toBe(200);
    },
  );
});
