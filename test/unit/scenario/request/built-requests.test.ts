import { expect, test } from 'vitest';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { buildRequests, requestTemplates } from '../../../../src/scenario/request/built-requests.ts';
import { feedRows } from '../../../../src/scenario/request/feed-rows.ts';
import { complaintsOf, scenarioText } from '../scenario-text.ts';

const $ = '$';
const users = feedRows('id,name\n7,Ada "the first"\n8,B & C\n', 'users.csv');
const columns = { environment: { HOST: 'x{y}', id: 'never' }, columnsOf: () => users.columns };

function built(lines: string, options: Parameters<typeof parseScenario>[1] = { file: 'x.yaml', ...columns }) {
  const scenario = parseScenario(scenarioText({}, lines), options);
  const feed = scenario.feed && { ...users, file: 'users.csv', order: scenario.feed.order };
  return buildRequests(requestTemplates(scenario), feed);
}

test('columns fill path, headers and body: escaped where the place needs it', () => {
  const { list } = built(`feed: users.csv
request:
  method: POST
  path: /users/${$}{id}?name=${$}{name}
  headers: { x-user: 'u-${$}{id}', content-type: application/json }
  body: '{"id":${$}{id},"name":"${$}{name}"}'`);
  expect(list).toEqual([
    {
      method: 'POST',
      path: '/users/7?name=Ada%20%22the%20first%22',
      headers: { 'x-user': 'u-7', 'content-type': 'application/json' },
      body: '{"id":7,"name":"Ada \\"the first\\""}',
    },
    {
      method: 'POST',
      path: '/users/8?name=B%20%26%20C',
      headers: { 'x-user': 'u-8', 'content-type': 'application/json' },
      body: '{"id":8,"name":"B & C"}',
    },
  ]);
});

test('a form is percent-encoded, other text is not', () => {
  const form = `headers: { content-type: application/x-www-form-urlencoded }, body: 'name=${$}{name}'`;
  expect(built(`feed: users.csv\nrequest: { ${form} }`).list[1]?.body).toBe('name=B%20%26%20C');
  expect(built(`feed: users.csv\nrequest: { body: 'name=${$}{name}' }`).list[1]?.body).toBe('name=B & C');
});

test('a column goes before a variable of the same name, and $${ stays ${ with a feed and without', () => {
  const body = `request: { method: POST, body: '${$}{id} ${$}{HOST} $${$}{id}' }`;
  expect(built(`feed: users.csv\n${body}`).list.map(({ body }) => body)).toEqual([
    `7 x{y} ${$}{id}`,
    `8 x{y} ${$}{id}`,
  ]);
  expect(built(body).list.map((request) => request.body)).toEqual([`never x{y} ${$}{id}`]);
});

test('a value of the environment that looks like a column is not filled', () => {
  const environment = { HOST: `${$}{id}` };
  const options = { file: 'x.yaml', environment, columnsOf: () => users.columns };
  expect(built(`feed: users.csv\nrequest: { body: '${$}{HOST}-${$}{id}' }`, options).list[0]?.body).toBe(`${$}{id}-7`);
});

test('a name that is neither column nor variable is refused with file and field', () => {
  const text = scenarioText({}, `feed: users.csv\nrequest: { path: '/${$}{nme}' }`);
  expect(() => parseScenario(text, { file: 'x.yaml', environment: {}, columnsOf: () => ['id', 'name'] })).toThrow(
    `x.yaml:11:18 request.path: users.csv has no column nme (its columns: id, name), and the environment variable nme is unset or empty; set it, or write ${$}{nme:-default}`,
  );
});

test('entries have from `request` what they do not say, headers in any spelling', () => {
  const { list, choices, entryOf } =
    built(`request: { method: POST, path: /a, headers: { X-Key: k, accept: a }, body: b }
requests:
  - { name: first, weight: 3 }
  - { name: second, method: PUT, path: /b, headers: { x-key: own }, body: c }`);
  expect(list).toEqual([
    { method: 'POST', path: '/a', headers: { 'X-Key': 'k', accept: 'a' }, body: 'b' },
    { method: 'PUT', path: '/b', headers: { accept: 'a', 'x-key': 'own' }, body: 'c' },
  ]);
  expect(choices).toEqual([
    { weight: 3, first: 0, takesRows: false },
    { weight: 1, first: 1, takesRows: false },
  ]);
  expect([...entryOf]).toEqual([0, 1]);
});

test('an entry with columns has a request for each row, one without has one', () => {
  const { list, choices, entryOf } = built(`feed: users.csv
requests:
  - { name: list, path: /users }
  - { name: one, path: '/users/${$}{id}' }`);
  expect(list.map(({ path }) => path)).toEqual(['/users', '/users/7', '/users/8']);
  expect(choices.map(({ takesRows }) => takesRows)).toEqual([false, true]);
  expect([...entryOf]).toEqual([0, 1, 1]);
});

test('a value that no header can carry is refused with its line', () => {
  const feed = { ...feedRows('id\n"a\nb"\n', 'ids.csv'), file: 'ids.csv', order: 'inTurn' } as const;
  const template = { method: 'GET', path: '/', headers: { 'x-id': `${$}{id}` }, weight: 1 };
  expect(() => buildRequests([template], feed)).toThrow(
    'ids.csv:3: expected text without line breaks, control characters or spaces at its ends for the header `x-id`',
  );
});

test.each([
  [
    "requests: [{ name: a, headers: { x-a: ' b' } }]",
    'x.yaml:10:39 requests.0.headers.x-a: expected a value without leading or trailing spaces: HTTP drops them',
  ],
  [
    'requests: [{ name: a }, { name: a }]',
    'x.yaml:10:33 requests.1.name: "a" is already the name of requests.0; expected a different name for each request',
  ],
  [
    'request: { body: a, bodyFile: b.json }',
    'x.yaml:10:31 request.bodyFile: expected none: the request has a `body` already',
  ],
  [
    'feed: users.txt',
    'x.yaml:10:7 feed: expected a .csv or .ndjson file, relative to the scenario file or a map with `file`, got "users.txt"',
  ],
])('%s is refused', (line, complaint) => {
  expect(complaintsOf(scenarioText({}, line))).toContain(complaint);
});
