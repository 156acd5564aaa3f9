import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { engineAddress } from '../../../src/fleet/engine/address.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

const withCredentials = (text: string) => {
  const file = join(folder, 'credentials');
  writeFileSync(file, text);
  return engineAddress({ engine: 'nats://broker', 'engine-credentials': file }).credentials;
};

test('the address is a scheme, a host and a port, which is 4222 unless it is named', () => {
  expect(engineAddress({ engine: 'nats://10.0.0.5' })).toEqual({
    server: '10.0.0.5:4222',
    isEncrypted: false,
    tls: {},
  });
  expect(engineAddress({ engine: 'tls://broker:4443/' })).toEqual({
    server: 'broker:4443',
    isEncrypted: true,
    tls: {},
  });
  expect(engineAddress({ engine: 'nats://[::1]:5222' }).server).toBe('[::1]:5222');
});

test('a password in the address is refused and not repeated', () => {
  expect(() => engineAddress({ engine: 'nats://me:hunter2@broker' })).toThrow(
    /^--engine: expected no user, password or token in the address$/,
  );
  expect(() => engineAddress({ engine: 'http://me:hunter2@broker' })).toThrow('got "…@broker"');
});

test('credentials are recognized by their form', () => {
  expect(withCredentials('s3cret\n')).toEqual({ kind: 'token', token: 's3cret' });
  expect(withCredentials('worker:pass:word\n')).toEqual({ kind: 'user', user: 'worker', password: 'pass:word' });
  const seed = `SU${'A'.repeat(56)}`;
  expect(withCredentials(seed)).toEqual({ kind: 'nkey', seed: Buffer.from(seed) });
  const nsc = `-----BEGIN NATS USER JWT-----\neyJ0.eyJq.c2ln\n------END NATS USER JWT------\n${seed}\n`;
  expect(withCredentials(nsc)).toEqual({ kind: 'jwt', file: Buffer.from(nsc) });
});

test('an unusable credentials file is named, and its content is not repeated', () => {
  expect(() => withCredentials('two words')).toThrow('expected one line');
  expect(() => withCredentials('two words')).not.toThrow('two words');
  expect(() => engineAddress({ engine: 'nats://broker', 'engine-credentials': '/nowhere' })).toThrow(
    '--engine-credentials /nowhere: cannot be read',
  );
});

test('a certificate needs its key', () => {
  expect(() => engineAddress({ engine: 'tls://broker', 'engine-cert': 'a.pem' })).toThrow('expected both or none');
});
