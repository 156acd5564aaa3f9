import { expect, it } from 'vitest';
import { hostName, type RequestSource, SourceCheck } from '../../../../src/model/http/request-source.ts';

const request = (more: Partial<RequestSource>): RequestSource => ({
  ...{ host: 'localhost:9001', origin: undefined, site: undefined, localAddress: () => '127.0.0.1' },
  ...more,
});

const check = new SourceCheck({ host: '127.0.0.1' });

it.each([
  'localhost:9001',
  'LOCALHOST',
  'localhost.:9001',
  'f.localhost:80',
  '127.0.0.1:9001',
  '127.8.9.10',
  '[::1]:9001',
])('Host %s names loopback', (host) => expect(check.refusal(request({ host }))).toBeUndefined());

it.each([
  'evil.example:9001',
  'localhost.evil.example',
  'evillocalhost',
  '127.0.0.1.evil.example',
  '128.0.0.1',
  '0.0.0.0:9001',
  '[::]:9001',
  '[::2]',
  '',
])('Host %s does not', (host) => {
  expect(check.refusal(request({ host }))).toBe(
    `the Host of the request is neither a loopback name nor an allowed one: allow it with --allow-host, or with allowHosts of the target (got ${JSON.stringify(host)})`,
  );
});

it('a request without Host is no browser’s', () => expect(check.refusal(request({ host: undefined }))).toBeUndefined());

it('what it is bound to, and what is allowed, may be called by: with any port, in any case', () => {
  const bound = new SourceCheck({ host: 'box.lan', allowHosts: ['Lambda.Example', 'api.example:8443'] });
  for (const host of ['box.lan:1', 'lambda.example', 'LAMBDA.example:99', 'api.example:1', 'localhost'])
    expect(bound.refusal(request({ host }))).toBeUndefined();
  expect(bound.refusal(request({ host: 'other.example' }))).toContain('"other.example"');
});

it('bound to every address, it is called by the one at which a connection arrives', () => {
  const bound = new SourceCheck({ host: '0.0.0.0' });
  const at = (host: string, address: string) => bound.refusal(request({ host, localAddress: () => address }));
  expect(at('10.0.0.7:9001', '10.0.0.7')).toBeUndefined();
  expect(at('10.0.0.8:9001', '::ffff:10.0.0.8')).toBeUndefined();
  expect(at('[fe80::1]:9001', 'fe80::1')).toBeUndefined();
  expect(at('0.0.0.0:9001', '127.0.0.1')).toContain('"0.0.0.0:9001"');
  expect(at('10.0.0.9:9001', '10.0.0.7')).toContain('"10.0.0.9:9001"');
});

it.each([
  ['its own page', { origin: 'http://localhost:9001', site: 'same-origin' }],
  ['its own page by https', { origin: 'https://localhost:9001' }],
  ['an address that was typed', { site: 'none' }],
])('%s may call', (_, source) => expect(check.refusal(request(source))).toBeUndefined());

it.each([
  ['another origin', { origin: 'https://evil.example' }, '"https://evil.example"'],
  ['another port of this machine', { origin: 'http://localhost:3000', site: 'same-site' }, '"http://localhost:3000"'],
  ['another name of this machine', { origin: 'http://127.0.0.1:9001' }, '"http://127.0.0.1:9001"'],
  ['a sandboxed frame', { origin: 'null' }, '"null"'],
  ['an image or a link elsewhere', { site: 'cross-site' }, 'Sec-Fetch-Site: "cross-site"'],
  ['an image at another port', { site: 'same-site' }, 'Sec-Fetch-Site: "same-site"'],
  ['an origin without Host', { host: undefined, origin: 'http://undefined' }, '"http://undefined"'],
  ['an origin that is not ASCII', { origin: `h\u{e4}${'x'.repeat(300)}` }, `"h?${'x'.repeat(251)}"`],
])('%s may not', (_, source, got) => {
  expect(check.refusal(request(source))).toBe(
    `pages of another origin may not call this: call it by another client, or allow the origin in the CORS settings of the function URL (got ${got})`,
  );
});

it('an origin that is allowed, or that CORS allows, may call; a foreign Host still may not', () => {
  const allowing = new SourceCheck({ host: '127.0.0.1', allowOrigins: ['https://Shop.example'] });
  expect(allowing.refusal(request({ origin: 'https://shop.example', site: 'cross-site' }))).toBeUndefined();
  expect(allowing.refusal(request({ origin: 'https://evil.example' }))).toContain('evil');
  const cors = (origin: string | undefined) => origin === 'https://app.example';
  expect(check.refusal(request({ origin: 'https://app.example' }), cors)).toBeUndefined();
  expect(check.refusal(request({ site: 'cross-site' }), cors)).toContain('cross-site');
  expect(check.refusal(request({ host: 'evil.example', origin: 'https://app.example' }), cors)).toContain('Host');
});

it('remembers hosts that were allowed, and none that was refused', () => {
  for (let port = 0; port < 10_000; port += 1)
    expect(check.refusal(request({ host: `localhost:${port}` }))).toBeUndefined();
  for (let times = 0; times < 3; times += 1) expect(check.refusal(request({ host: 'evil.example' }))).toContain('evil');
});

it.each([
  ['a.example', 'a.example'],
  ['a.example.:80', 'a.example'],
  ['[::1]:80', '::1'],
  ['::1', '::1'],
])('the name of %s is %s', (host, name) => expect(hostName(host)).toBe(name));
