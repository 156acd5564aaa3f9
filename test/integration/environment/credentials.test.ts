import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { rollcallHere, rollcallHereIn, temporaryDirectory } from '../rollcall.ts';
import { fixture, LocalProgram } from './local-lambda.ts';

const caller = {
  AWS_ACCESS_KEY_ID: 'AKIACALLER',
  AWS_SECRET_ACCESS_KEY: 'callers-secret',
  AWS_SESSION_TOKEN: 'callers',
};

it.each(['NONE', 'AWS_IAM'])(
  'with --auth %s an SDK inside a function reaches the embedded Lambda, as the function',
  async (auth) => {
    await using local = await LocalProgram.start([fixture('list.mjs'), '--timeout', '20', '--auth', auth], caller);
    expect((await local.invoke()).answer).toEqual(['list']);
  },
);

it('a function has placeholders of its role, which nobody else has, and nothing of the caller’s', async () => {
  await using local = await LocalProgram.start([fixture('tell.mjs'), '--auth', 'AWS_IAM'], caller);
  const { variables } = (await local.invoke()).answer;
  for (const secret of Object.values(caller)) expect(Object.values(variables)).not.toContain(secret);
  const role = {
    ...{ accessKeyId: variables.AWS_ACCESS_KEY_ID, secretAccessKey: variables.AWS_SECRET_ACCESS_KEY },
    sessionToken: variables.AWS_SESSION_TOKEN,
  };
  expect(role.accessKeyId).not.toBe(local.ready.credentials.accessKeyId);
  const describe = new GetFunctionConfigurationCommand({ FunctionName: 'tell' });
  using asRole = clientOf(local, role);
  expect((await asRole.send(describe)).FunctionName).toBe('tell');
  // Temporary credentials are three: without their token, or with another, they are nobody's.
  const { sessionToken: _, ...withoutToken } = role;
  for (const wrong of [withoutToken, { ...role, sessionToken: 'other' }]) {
    using client = clientOf(local, wrong);
    await expect(client.send(describe)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  }
});

it('--credentials gives a function those of a profile, says so, and shows them nowhere', async () => {
  const environment = await withProfile('dev', 'AKIADEVPROFILE', 'the-secret-of-dev');
  const logs = await temporaryDirectory();
  const args = [fixture('tell.mjs'), '--credentials', 'dev', '--log-dir', logs, '--auth', 'AWS_IAM'];
  await using local = await LocalProgram.start(args, environment);
  const { variables } = (await local.invoke()).answer;
  expect(variables).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKIADEVPROFILE', AWS_SECRET_ACCESS_KEY: 'the-secret-of-dev' });
  expect(local.stderr).toContain('warning: tell runs with the credentials of the AWS profile dev');
  // Its signatures are good here, too.
  using asFunction = clientOf(local, { accessKeyId: 'AKIADEVPROFILE', secretAccessKey: 'the-secret-of-dev' });
  expect((await asFunction.send(new InvokeCommand({ FunctionName: 'tell' }))).StatusCode).toBe(200);
  const commandLines = await Promise.all(
    (await platformsOf(local.pid)).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')),
  );
  expect(commandLines.join()).toContain('targets/lambda/main');
  await local.stop();
  const { stdout, stderr } = await local.ended;
  const kept = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
  for (const text of [...commandLines, stdout, stderr, ...kept]) {
    expect(text).not.toContain('AKIADEVPROFILE');
    expect(text).not.toContain('the-secret-of-dev');
  }
});

it('a profile without credentials is refused by its name, and nobody else’s credentials are taken instead', async () => {
  const environment = { ...caller, ...(await withProfile('dev', 'AKIADEVPROFILE', 'the-secret-of-dev')) };
  const args = ['local', fixture('tell.mjs'), '--credentials', 'prod'];
  const { code, stderr, stdout } = await rollcallHereIn(environment, ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('the AWS profile prod has no credentials');
});

it('a function cannot be given credentials as variables of its own: AWS reserves them', async () => {
  const { code, stderr } = await rollcallHere('local', fixture('tell.mjs'), '--env', 'AWS_SECRET_ACCESS_KEY=x');
  expect(code).toBe(2);
  expect(stderr).toContain('Reserved keys used in this request: AWS_SECRET_ACCESS_KEY');
});

/** An environment in which there is one profile. */
async function withProfile(name: string, accessKeyId: string, secret: string): Promise<Record<string, string>> {
  const folder = await temporaryDirectory();
  const [credentials, config] = [join(folder, 'credentials'), join(folder, 'config')];
  await writeFile(credentials, `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secret}\n`);
  await writeFile(config, '');
  return { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config };
}

function clientOf(local: LocalProgram, credentials: Parameters<LocalProgram['clientOf']>[0]) {
  const client = local.clientOf(credentials);
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}

const platformsOf = async (pid: number): Promise<string[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean);
