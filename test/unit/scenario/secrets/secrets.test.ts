import { expect, test } from 'vitest';
import { parseFunctions } from '../../../../src/scenario/functions/parse.ts';
import { parseLocated } from '../../../../src/scenario/reading/parse.ts';
import { redactionFor } from '../../../../src/scenario/secrets/fingerprint.ts';
import { replaceUrlSecrets } from '../../../../src/scenario/secrets/url-secrets.ts';
import { scenarioText } from '../scenario-text.ts';

const $ = '$';

test('a fingerprint is the begin of scrypt with the documented salt and cost', () => {
  // By Python: hashlib.scrypt(b'secret', salt=b'rollcall fingerprint 1', n=4096, r=8, p=1, dklen=4).hex()
  expect(redactionFor('secret')).toBe('‹redacted›:b9fcdb6e');
  expect(redactionFor('')).toBe('');
});

test.each([
  ['https://h/a/b?id=7&page=2', 'https://h/a/b?id=7&page=2'],
  ['https://ann:pw@h:8/a', 'https://<ann:pw>@h:8/a'],
  ['https://h/?token=x1&id=7#access_token=y', 'https://h/?token=<x1>&id=7#access_token=<y>'],
  ['/a?api_key=k&X-Amz-Signature=s&code=c', '/a?api_key=<k>&X-Amz-Signature=<s>&code=<c>'],
  ['/hook/T024BE7LH8QwErTyUiOp/in', '/hook/<T024BE7LH8QwErTyUiOp>/in'],
  ['/a?q=eyJhbGciOiJIUzI1NiJ9.e30.abc', '/a?q=<eyJhbGciOiJIUzI1NiJ9.e30.abc>'],
  ['/a?eyJhbGciOiJIUzI1NiJ9', '/a?<eyJhbGciOiJIUzI1NiJ9>'],
  [
    '/2015-03-31/functions/my-function-for-orders/invocations',
    '/2015-03-31/functions/my-function-for-orders/invocations',
  ],
  ['not a url', 'not a url'],
])('the secrets of %s', (url, shown) => {
  expect(replaceUrlSecrets(url, (secret) => `<${secret}>`)).toBe(shown);
});

const environment = { HOST: 'API.Internal', PORT: '81', TOKEN: 'tok3n-from-outside' };
const located = (...added: string[]) =>
  parseLocated(scenarioText({ 5: `  - { name: api, kind: http, url: 'http://${$}{HOST}:${$}{PORT}/' }` }, ...added), {
    file: 'x.yaml',
    environment,
  });

test('what came from the environment is shown nowhere, however short it is in its field', () => {
  const { value, secrets } = located(`request: { headers: { accept: 'a/${$}{PORT}', x-a: plain } }`);
  const shown = secrets.shown(value);
  expect(shown.targets[0]).toMatchObject({ url: `http://${redactionFor('API.Internal')}:${redactionFor('81')}/` });
  expect(shown.request.headers).toEqual({ accept: `a/${redactionFor('81')}`, 'x-a': redactionFor('plain') });
  expect(value.request.headers).toEqual({ accept: 'a/81', 'x-a': 'plain' });
  expect(secrets.redactUrl('http://API.Internal:81/')).toBe(
    `http://${redactionFor('API.Internal')}:${redactionFor('81')}/`,
  );
});

test('messages lose secrets in all their forms, and keep what is too short to be told apart', () => {
  const body = JSON.stringify({ password: 'pass "word" 9', note: 'no' });
  const { secrets } = located(
    `request: { path: '/?token=a%2Fb7', headers: { authorization: 'Basic YW5uOnRvcHNlY3JldA==', cookie: 'sid=c00kie-one; x=1' }, method: POST, body: '${body}' }`,
  );
  const [auth, sid] = [redactionFor('YW5uOnRvcHNlY3JldA=='), redactionFor('sid=c00kie-one; x=1')];
  const [host, whole] = [redactionFor('API.Internal'), redactionFor(body)];
  expect(secrets.redact('getaddrinfo ENOTFOUND api.internal')).toBe(`getaddrinfo ENOTFOUND ${host}`);
  expect(secrets.redact('sent YW5uOnRvcHNlY3JldA== as topsecret')).toBe(`sent ${auth} as ${auth}`);
  expect(secrets.redact('cookie c00kie-one')).toBe(`cookie ${sid}`);
  expect(secrets.redact('a/b7 and a%2Fb7 but not xa/b7')).toBe(
    `${redactionFor('a%2Fb7')} and ${redactionFor('a%2Fb7')} but not xa/b7`,
  );
  expect(secrets.redact(`${body}, ${JSON.stringify(body)}`)).toBe(`${whole}, "${whole}"`);
  expect(secrets.redact('pass "word" 9, pass \\"word\\" 9, note no 81')).toBe(`${whole}, ${whole}, note no 81`);
});

test('what is redacted is not redacted again', () => {
  const { secrets } = located('request: { headers: { x-word: redacted } }');
  const once = secrets.redact('the word redacted');
  expect(once).toBe(`the word ${redactionFor('redacted')}`);
  expect(secrets.redact(once)).toBe(once);
});

test('variables of a file of functions are filled and redacted alike', () => {
  const text = `functions: [{ name: api, file: f.mjs, environment: { TOKEN: '${$}{TOKEN}', MODE: quiet-mode } }]`;
  const { value, secrets } = parseFunctions({ text, file: 'f.yaml', environment });
  expect(value.functions[0]?.environment).toEqual({ TOKEN: 'tok3n-from-outside', MODE: 'quiet-mode' });
  expect(secrets.shown(value).functions[0]?.environment).toEqual({
    TOKEN: redactionFor('tok3n-from-outside'),
    MODE: redactionFor('quiet-mode'),
  });
});

test('a variable that is left aside at a deployed function is redacted, be it text or not', () => {
  const target = '  - { name: fn, kind: lambda-url, url: https://h/, environment: { PIN: 4711, DB: hunter22 } }';
  const { value, secrets } = parseLocated(scenarioText({ 5: target }), { file: 'x.yaml' });
  expect(secrets.shown(value).targets[0]).toMatchObject({
    environment: { PIN: redactionFor('4711'), DB: redactionFor('hunter22') },
  });
});
