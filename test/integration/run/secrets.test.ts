import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ending, rollcallHere, rollcallHereIn, startRollcallIn, temporaryDirectory } from '../rollcall.ts';

// Written so, as a text of `${` in quotes is taken for a slip of the pen by the linter.
const $ = '$';

/** One for each place where a scenario can hold one: `L` written into the file, `E` from the environment. */
const literal = (place: string) => `L-${place}-9f8e7d6c`;
const variable = (place: string) => `E-${place}-1a2b3c4d`;
const inFile = [
  ...['authorization', 'cookie', 'apikey', 'header', 'proxyauth', 'pathquery', 'pathpart', 'body', 'lambdavar'],
  ...['servervar', 'urlquery', 'warmpath'],
].map(literal);
const inEnvironment = ['header', 'plainheader', 'body', 'path', 'host', 'lambdavar', 'servervar', 'url'].map(variable);
const places = Object.fromEntries(
  inEnvironment.map((secret) => [`SECRET_${secret.split('-')[1]?.toUpperCase()}`, secret]),
);

const fromEnvironment = (place: string) => `${$}{SECRET_${place.toUpperCase()}}`;

/** Prints all that it is given, at its init and in every call. */
const talkative = `
console.log(JSON.stringify(process.env));
console.log(process.env);
export const handler = async (event) => {
  console.log(event.headers, event.rawQueryString, event.rawPath);
  console.error(JSON.stringify(event), event.body);
  return { statusCode: 200, headers: { 'rollcall-instance-id': 'a' }, body: 'yes' };
};`;

const scenario = `
name: secrets
question: Does anything show?
workload: { kind: function, file: handler.mjs }
request:
  method: POST
  path: '/orders/${literal('pathpart')}?token=${literal('pathquery')}&page=${fromEnvironment('path')}'
  headers:
    authorization: 'Bearer ${literal('authorization')}'
    cookie: 'sid=${literal('cookie')}; theme=dark'
    x-api-key: ${literal('apikey')}
    x-anything: ${literal('header')}
    proxy-authorization: 'Basic ${literal('proxyauth')}'
    x-outside: '${fromEnvironment('header')}'
    accept: 'text/${fromEnvironment('plainheader')}'
  body: '{"password":"${literal('body')}","other":"${fromEnvironment('body')}"}'
targets:
  - { name: lambda, kind: local-lambda, environment: { DB_PASSWORD: ${literal('lambdavar')}, BB: '${fromEnvironment('lambdavar')}' } }
  - { name: server, kind: node-server, environment: { DB_PASSWORD: ${literal('servervar')}, BB: '${fromEnvironment('servervar')}' } }
  - { name: api, kind: http, url: 'http://127.0.0.1:9/?key=${literal('urlquery')}', warmPath: '/?token=${literal('warmpath')}' }
  - { name: away, kind: http, url: 'http://${fromEnvironment('host')}.invalid/?a=${fromEnvironment('url')}' }
load:
  - { name: calls, kind: sequential, requests: 3 }
`;

const only = `targets=[{name: server, kind: node-server, environment: {DB_PASSWORD: ${literal('servervar')}}}]`;

const secrets = [...inFile, ...inEnvironment];
/** As an event carries it. */
const bodyInBase64 = Buffer.from(`{"password":"${literal('body')}","other":"${variable('body')}"}`).toString('base64');
const run = (...args: string[]): Promise<Ending> => rollcallHereIn(places, ...args);

/** Names of what holds one of the secrets, with the secret. */
const leaks = (texts: Readonly<Record<string, string>>): string[] =>
  Object.entries(texts).flatMap(([name, text]) =>
    [...secrets, bodyInBase64]
      .filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))
      .map((secret) => `${name}: ${secret}`),
  );

async function filesOf(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory);
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'latin1')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

const streams = (name: string, { stdout, stderr }: Ending) => ({
  [`${name} stdout`]: stdout,
  [`${name} stderr`]: stderr,
});

async function written(handler: string, text = scenario): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = await temporaryDirectory();
  const file = join(folder, 'scenario.yaml');
  await writeFile(join(folder, 'handler.mjs'), handler);
  await writeFile(file, text);
  return { folder, file };
}

test('twenty secrets in all places of a scenario are in no file and no stream', async () => {
  expect(new Set(secrets).size).toBe(20);
  const { folder, file } = await written(talkative);
  const out = join(folder, 'run');
  const told: Record<string, string> = {};
  const keep = async (name: string, ...args: string[]) => {
    // One as a program: its streams have what Node itself prints, too.
    const ending = await (name === 'run' ? startRollcallIn(places, ...args).ended : run(...args));
    Object.assign(told, streams(name, ending));
    return ending;
  };
  const ended = await keep(
    'run',
    'run',
    file,
    '--yes',
    '--out',
    out,
    '--json',
    '--invalid-exit-code',
    '0',
    '--junit',
    join(out, 'junit.xml'),
  );
  expect(ended.code).toBe(0);
  await keep('run without --json', 'run', file, '--yes', '--out', join(folder, 'second'));
  await keep('check', 'check', file);
  await keep('check --json', 'check', '--json', file);
  for (const format of ['html', 'markdown', 'sheet', 'sheet-markdown', 'junit', 'csv', 'terminal', 'data'])
    await keep(format, 'report', out, '--format', format);
  await keep('compare', 'compare', out, join(folder, 'second'), '--json');
  await keep('history', 'history', folder, '--json');
  expect(leaks({ ...told, ...(await filesOf(out)), ...(await filesOf(join(folder, 'second'))) })).toEqual([]);
  // What was redacted is there, and the same in both runs.
  const log = await readFile(join(out, 'lambda.log'), 'utf8');
  expect(log.match(/‹redacted›:[0-9a-f]{8}/g)?.length).toBeGreaterThan(20);
  expect(log.match(/^REPORT RequestId/gm)).toHaveLength(3);
  const resolved = async (directory: string) =>
    JSON.parse(await readFile(join(directory, 'result.json'), 'utf8')).scenario.resolved;
  expect(await resolved(out)).toEqual(await resolved(join(folder, 'second')));
  expect((await resolved(out)).request.headers.authorization).toMatch(/^Bearer ‹redacted›:[0-9a-f]{8}$/);
  // The target at an unknown host was fired at, and failed by its name.
  expect(await readFile(join(out, 'samples.ndjson'), 'utf8')).toMatch(/ENOTFOUND ‹redacted›/);
});

test('what was redacted was sent as it is', async () => {
  const seen = `
import { writeFileSync } from 'node:fs';
export const handler = async (event) => {
  writeFileSync(process.env.SEEN, JSON.stringify([event, process.env]));
  return { statusCode: 200 };
};`;
  const { folder, file } = await written(seen);
  const kept = join(folder, 'seen.json');
  const { code } = await rollcallHereIn(
    { ...places, SEEN: kept },
    ...[
      'run',
      file,
      '--yes',
      '--no-data',
      '--invalid-exit-code',
      '0',
      '--out',
      join(folder, 'run'),
      '--set',
      'load.calls.targets=[server]',
    ],
    ...['--set', 'targets=[{name: server, kind: node-server, environment: {SEEN: "$' + '{SEEN}", DB_PASSWORD: x}}]'],
  );
  expect(code).toBe(0);
  const [event, environment] = JSON.parse(await readFile(kept, 'utf8'));
  expect(environment.SEEN).toBe(kept);
  expect(event.headers).toMatchObject({
    authorization: `Bearer ${literal('authorization')}`,
    'x-outside': variable('header'),
    accept: `text/${variable('plainheader')}`,
  });
  expect(event.rawQueryString).toBe(`token=${literal('pathquery')}&page=${variable('path')}`);
  expect(JSON.parse(Buffer.from(event.body, 'base64').toString())).toEqual({
    password: literal('body'),
    other: variable('body'),
  });
});

test('a target that ends with its password on stderr, and refused scenarios, show none', async () => {
  const { folder, file } = await written("throw new Error('cannot start with ' + process.env.DB_PASSWORD);");
  const failed = await run('run', file, '--yes', '--out', join(folder, 'run'));
  expect(failed.code).toBe(2);
  expect(failed.stderr).toMatch(/cannot start with ‹redacted›:[0-9a-f]{8}/);
  expect(leaks({ ...streams('run', failed), ...(await filesOf(join(folder, 'run'))) })).toEqual([]);
  const refused = await Promise.all(
    [
      ['request.method=NONE'],
      [`request.headers.x-api-key=[${literal('apikey')}`],
      [`targets.api.url=ftp://u:${literal('urlquery')}@h/`],
      [`targets.api.url=http://u:${literal('urlquery')}@h/`],
      [`engine={kind: undici, proxy: 'http://u:${literal('urlquery')}@h:1/x'}`],
      [`request.path= /?token=${literal('pathquery')}`],
      [`targets.lambda.environment="${literal('lambdavar')}"`],
    ].map((set) => rollcallHere('check', file, ...set.flatMap((one) => ['--set', one]))),
  );
  expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 2));
  expect(leaks(Object.assign({}, ...refused.map((ending, index) => streams(`refused ${index}`, ending))))).toEqual([]);
});

test('of what a target printed before it ended, no line is shown in half', async () => {
  // The last 4000 characters begin within the password: 10 of it, 3988 others and 2 line breaks.
  const { folder, file } = await written(
    "import { writeSync } from 'node:fs';\n" +
      "writeSync(2, process.env.DB_PASSWORD + '\\n' + 'y'.repeat(3988) + '\\n');\nprocess.exit(1);",
  );
  const out = join(folder, 'run');
  const { stderr } = await run(
    'run',
    file,
    '--yes',
    '--out',
    out,
    '--set',
    'load.calls.targets=[server]',
    '--set',
    only,
  );
  expect(stderr).toContain('yyyy');
  expect(stderr).not.toContain(literal('servervar').slice(-10));
});
