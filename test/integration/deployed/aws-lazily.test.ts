import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scenarioFile, startRollcallIn, temporaryDirectory } from '../rollcall.ts';

const scenario = (kind: string) => `
name: lazy
question: Who loads the SDK?
workload: { kind: builtin, call: { ioMs: 1 } }
targets:
  - { name: fn, kind: ${kind} }
load:
  - { name: calls, kind: sequential, requests: 1 }
`;

/** What a run asks Node for, in any of its threads and processes. */
async function modulesOf(kind: string): Promise<string> {
  const directory = await temporaryDirectory();
  const asked = join(directory, 'asked.txt');
  const hooks = `import { appendFileSync } from 'node:fs';
export const resolve = (name, context, next) => (appendFileSync(${JSON.stringify(asked)}, name + '\\n'), next(name, context));`;
  const register = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));`;
  await writeFile(join(directory, 'register.mjs'), register);
  await writeFile(asked, '');
  const nobody = { AWS_ACCESS_KEY_ID: 'AKIANOBODY', AWS_SECRET_ACCESS_KEY: 'nobodys', AWS_REGION: 'us-east-1' };
  const { stdout, stderr } = await startRollcallIn(
    {
      ...nobody,
      AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9',
      NODE_OPTIONS: `--import=file://${directory}/register.mjs`,
    },
    ...['run', await scenarioFile(scenario(kind)), '--out', join(directory, 'run')],
  ).ended;
  const came = kind === 'lambda-invoke' ? stdout + stderr : await readFile(join(directory, 'run/result.json'), 'utf8');
  expect(came).toContain(kind === 'lambda-invoke' ? 'AWS could not be reached' : '"answered"');
  return readFile(asked, 'utf8');
}

it('a run without AWS loads nothing of its SDK; one with AWS does', async () => {
  expect(await modulesOf('node-server')).not.toMatch(/@(aws-sdk|smithy)\//);
  expect(await modulesOf('lambda-invoke')).toMatch(/@aws-sdk\/client-lambda/);
});
