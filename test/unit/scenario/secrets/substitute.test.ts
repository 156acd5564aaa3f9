import { expect, test } from 'vitest';
import { UserError } from '../../../../src/model/errors.ts';
import { filledByRun } from '../../../../src/scenario/filled-by-run.ts';
import { parseLocated } from '../../../../src/scenario/reading/parse.ts';
import { scenarioSecretFields } from '../../../../src/scenario/secrets/secret-fields.ts';
import { substitute } from '../../../../src/scenario/secrets/substitute.ts';
import { scenarioText } from '../scenario-text.ts';

// Written so, as a text of `${` in quotes is taken for a slip of the pen by the linter.
const $ = '$';
const environment = { TOKEN: 's3cret-of-the-api', HOST: 'api.internal', EMPTY: '', TRICK: `${$}{TOKEN}` };

const parsed = (lines: Parameters<typeof scenarioText>[0], ...added: string[]) =>
  parseLocated(scenarioText(lines, ...added), { file: 'x.yaml', environment }).value;

const refused = (...added: string[]): string[] => {
  try {
    parseLocated(scenarioText({}, ...added), { file: 'x.yaml', environment });
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
};

test('headers, bodies, URLs and variables are filled from the environment', () => {
  const scenario = parsed(
    {
      5: `  - { name: api, kind: http, url: 'https://${$}{HOST}/v1', warmPath: '/${$}{TOKEN}' }`,
      6: `  - { name: server, kind: node-server, environment: { KEY: '${$}{TOKEN}' } }`,
    },
    `request: { path: '/a?t=${$}{TOKEN}', headers: { authorization: 'Bearer ${$}{TOKEN}' }, body: '{"t":"${$}{TOKEN}"}' }`,
  );
  expect(scenario.request).toMatchObject({
    path: '/a?t=s3cret-of-the-api',
    headers: { authorization: 'Bearer s3cret-of-the-api' },
    body: '{"t":"s3cret-of-the-api"}',
  });
  expect(scenario.targets).toMatchObject([
    { url: 'https://api.internal/v1', warmPath: '/s3cret-of-the-api' },
    { environment: { KEY: 's3cret-of-the-api' } },
  ]);
});

test.each([
  [`${$}{MISSING:-a}b`, 'ab'],
  [`${$}{EMPTY:-a}`, 'a'],
  [`${$}{MISSING:-}`, ''],
  [`${$}{TOKEN:-a}`, 's3cret-of-the-api'],
  [`$${$}{TOKEN}`, `${$}{TOKEN}`],
  ['$TOKEN $ { } $$', '$TOKEN $ { } $$'],
  // A value is not looked at again.
  [`${$}{TRICK}`, `${$}{TOKEN}`],
])('a body of %s is %s', (written, sent) => {
  expect(parsed({}, `request: { method: POST, body: '${written}' }`).request.body).toBe(sent);
});

test('a variable that is missing is told with file, field and name', () => {
  expect(refused(`request: { headers: { x-a: '${$}{NO_SUCH}', x-b: '${$}{EMPTY}' } }`)).toEqual([
    `x.yaml:10:28 request.headers.x-a: the environment variable NO_SUCH is unset or empty; set it, or write ${$}{NO_SUCH:-default}`,
    `x.yaml:10:47 request.headers.x-b: the environment variable EMPTY is unset or empty; set it, or write ${$}{EMPTY:-default}`,
  ]);
});

test.each(['{', '{}', '{A B}', '{A-b}', '{1A}', '{A:-{x}'])('$%s is refused', (written) => {
  const text = written === '{A:-{x}' ? `${$}{A:-${$}{B}}` : `${$}${written}`;
  expect(refused(`request: { method: POST, body: '${text}' }`)).toEqual([
    `x.yaml:10:32 request.body: expected ${$}{NAME} or ${$}{NAME:-default} at each "${$}{"; a literal "${$}{" is written "$${$}{"`,
  ]);
});

test('other fields are left as they are written, and --set is filled', () => {
  const { value } = parseLocated(scenarioText({ 2: `question: '${$}{TOKEN}?'` }), {
    file: 'x.yaml',
    environment,
    overrides: [`request.headers.x-key=${$}{TOKEN}`],
  });
  expect(value.question).toBe(`${$}{TOKEN}?`);
  expect(value.request.headers).toEqual({ 'x-key': 's3cret-of-the-api' });
});

test.each([
  ['a number as a header', 'request: { headers: { x-api-key: 8812345 } }', '8812345'],
  ['a text in place of headers', "request: { headers: 'x-api-key: s3cret' }", 's3cret'],
  ['a line break', 'request: { headers: { x-api-key: "s3cret\\nx" } }', 's3cret'],
  ['a URL that is none', "targets: [{ name: a, kind: http, url: 'h?token=s3cret' }]", 's3cret'],
  ['a space in a path', "request: { path: '/?token=s3cret x' }", 's3cret'],
])('a message about %s does not show it', (_, line, secret) => {
  const lines = refused(line);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain(secret);
});

test.each([[`request.headers.x-api-key=[s3cret`], [`request.body.x=1`]])(
  'a message about --set %s shows no value',
  (override) => {
    const reading = () =>
      parseLocated(scenarioText({}, "request: { method: POST, body: 's3cret' }"), {
        file: 'x.yaml',
        overrides: [override],
      });
    expect(reading).toThrow(UserError);
    expect(reading).not.toThrow(/s3cret/);
  },
);

const ofRun = (target: object) => {
  const data = { services: { 'user-db': {} }, targets: [target] };
  const { data: filled, problems } = substitute(data, scenarioSecretFields, environment, { byRun: filledByRun });
  return { target: (filled as typeof data).targets[0], problems: problems.map(({ path }) => path.join('.')) };
};

test('what the run fills in itself stays in the variables of a target: the port of a server, the URLs of services', () => {
  const own = { A: `${$}{PORT}`, B: `${$}{USER_DB_URL}/x` };
  const target = { kind: 'server', environment: { ...own, C: `${$}{HOST}` } };
  expect(ofRun(target)).toEqual({ target: { ...target, environment: { ...own, C: 'api.internal' } }, problems: [] });
});

test('a target without a port of its own, and a field of another kind, need the variable from the environment', () => {
  expect(ofRun({ kind: 'node-server', environment: { A: `${$}{PORT}` } }).problems).toEqual([
    'targets.0.environment.A',
  ]);
  expect(ofRun({ kind: 'server', warmPath: `/${$}{PORT}` }).problems).toEqual(['targets.0.warmPath']);
});
