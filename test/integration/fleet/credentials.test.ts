import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { jwtBroker } from '../../fixtures/nats/jwt.ts';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import { rollcallHere, scenarioFile, temporaryDirectory } from '../rollcall.ts';

const pem = (name: string) => join(packageRoot, 'test/fixtures/tls', `test-only-${name}.pem`);
const [cert, key, expired, otherHost] = ['cert', 'key', 'expired-cert', 'other-host-cert'].map(pem) as [
  string,
  string,
  string,
  string,
];

/** One for each way to show who one is. `mutual`: it asks for a certificate. */
let brokers: Record<'mutual' | 'otherHost' | 'expired' | 'plain' | 'password' | 'token' | 'jwt', NatsServer>;
const jwt = jwtBroker();
const secrets = {
  password: 'pw-7f3a',
  token: 'tok-91bc',
  jwt: jwt.creds,
  stranger: jwt.strangersCreds,
  expiredJwt: jwt.expiredCreds,
  noSeed: jwt.creds.replace(/^SU.*$/m, ''),
};
const files: Record<string, string> = {};
let scenario: string;
const outputs: string[] = [];

beforeAll(async () => {
  const start = (config: string) => startNats({ jetStream: false, config });
  const tls = (certificate: string, more = '') =>
    start(`tls { cert_file: "${certificate}", key_file: "${key}" ${more} }`);
  const [mutual, other, late, plain, password, token, byJwt] = await Promise.all([
    tls(cert, `, ca_file: "${cert}", verify: true`),
    tls(otherHost),
    tls(expired),
    start(''),
    start(`authorization { user: u, password: "${secrets.password}" }`),
    start(`authorization { token: "${secrets.token}" }`),
    start(jwt.config),
  ]);
  brokers = { ...{ mutual, plain, password, token }, otherHost: other, expired: late, jwt: byJwt };
  const folder = await temporaryDirectory();
  const texts = { ...secrets, password: `u:${secrets.password}`, wrong: 'u:wrong', nonsense: 'nonsense' };
  for (const [name, text] of Object.entries(texts)) {
    files[name] = join(folder, name);
    writeFileSync(files[name], `${text}\n`);
  }
  scenario = await scenarioFile(
    JSON.stringify({
      name: 's',
      question: 'q',
      targets: [{ name: 't', kind: 'http', url: 'http://127.0.0.1:9' }],
      load: [{ kind: 'burst', name: 'b', size: 1 }],
    }),
  );
});
afterAll(async () => {
  await Promise.all(Object.values(brokers ?? {}).map((broker) => broker[Symbol.asyncDispose]()));
});

type Broker = keyof typeof brokers;
const urlOf = (broker: Broker, scheme = 'nats') => brokers[broker].url.replace('nats', scheme);
const shown = { cert: ['--engine-cert', cert, '--engine-key', key], ca: ['--engine-ca', cert] };

it.each([
  ['the certificates of both sides', 'mutual', 'tls', { 'engine-ca': cert, 'engine-cert': cert, 'engine-key': key }],
  ['a user and a password', 'password', 'nats', 'password'],
  ['a token', 'token', 'nats', 'token'],
  ['the credentials of `nsc`', 'jwt', 'nats', 'jwt'],
] as const)('connects with %s', async (_, broker, scheme, given) => {
  const options = typeof given === 'string' ? { 'engine-credentials': files[given] } : given;
  const connection = await connectEngine(engineAddress({ engine: urlOf(broker, scheme), ...options }), 'worker');
  expect(connection.info?.tls_required ?? false).toBe(scheme === 'tls');
  await connection.close();
});

it.each([
  [
    'another authority',
    'mutual',
    ['--engine-ca', otherHost, ...shown.cert],
    'is not accepted: self-signed certificate',
  ],
  ['no authority', 'mutual', [], 'is not accepted: self-signed certificate'],
  ['another host', 'otherHost', ['--engine-ca', otherHost], "IP: 127.0.0.1 is not in the cert's list"],
  [
    'a broker whose certificate has expired',
    'expired',
    ['--engine-ca', expired],
    'is not accepted: certificate has expired',
  ],
  ['no certificate', 'mutual', shown.ca, 'accepts no connection without a certificate that it trusts'],
  [
    'one that has expired',
    'mutual',
    [...shown.ca, '--engine-cert', expired, '--engine-key', key],
    'the certificate has expired on Jan  2',
  ],
  ['a broker without TLS', 'plain', shown.ca, 'does not speak TLS'],
] as const)('TLS with %s: one line, exit code 2', async (_, broker, options, reason) => {
  await refuses(urlOf(broker, 'tls'), options, reason);
});

it.each([
  ['a wrong password', 'password', 'wrong', 'refused the credentials: Authorization Violation'],
  ['no credentials', 'token', undefined, 'refused the credentials: Authorization Violation'],
  [
    'credentials of an account that it does not know',
    'jwt',
    'stranger',
    'refused the credentials: Authorization Violation',
  ],
  ['credentials that have expired', 'jwt', 'expiredJwt', 'refused the credentials: '],
  ['credentials without a seed', 'jwt', 'noSeed', 'expected a JWT and the seed of its key in it'],
] as const)('%s: one line, exit code 2', async (_, broker, file, reason) => {
  await refuses(urlOf(broker), file === undefined ? [] : ['--engine-credentials', files[file] ?? ''], reason);
});

it.each([
  ['--engine-ca', 'expected a PEM file with a certificate'],
  ['--engine-cert', 'expected a PEM file with a certificate'],
  ['--engine-key', 'expected a PEM file with a private key without a password'],
])('%s of a file that is no PEM is named', async (option, reason) => {
  const pair = ['--engine-cert', cert, '--engine-key', key];
  const at = pair.indexOf(option);
  const options = at < 0 ? [option, files['nonsense'] ?? ''] : pair.with(at + 1, files['nonsense'] ?? '');
  await refuses(urlOf('mutual', 'tls'), options, `${option} ${files['nonsense']}: ${reason}`);
});

async function refuses(engine: string, options: readonly string[], reason: string): Promise<void> {
  const { code, stdout, stderr } = await rollcallHere(
    'run',
    scenario,
    '--workers',
    '1',
    '--engine',
    engine,
    ...options,
  );
  outputs.push(stdout, stderr);
  expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
  expect(stderr).not.toMatch(/^\s+at /m);
}

it('a worker does not wait for a broker whose certificate it cannot accept', async () => {
  const { code, stderr } = await rollcallHere('worker', '--once', '--engine', urlOf('mutual', 'tls'), '--name', 'w');
  expect([code, stderr]).toEqual([2, expect.stringContaining('is not accepted: self-signed certificate')]);
});

it('no credential, and no key, is in any output', () => {
  const seeds = [jwt.creds, jwt.strangersCreds, jwt.expiredCreds].map((text) => /^SU\w+$/m.exec(text)?.[0] ?? text);
  const hidden = [secrets.password, secrets.token, 'u:wrong', ...seeds, readFileSync(key, 'utf8').split('\n')[1] ?? ''];
  expect(outputs.length).toBeGreaterThan(20);
  for (const secret of hidden) expect(outputs.filter((text) => text.includes(secret))).toEqual([]);
});
