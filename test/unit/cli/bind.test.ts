import { expect, it } from 'vitest';
import { bindWarning, onLoopback, parseBind, refuseUnbindable } from '../../../src/cli/fleet/bind.ts';
import { fleetPlan } from '../../../src/cli/fleet/with-fleet.ts';
import type { Scenario } from '../../../src/scenario/schema.ts';

const own = ['127.0.0.1', '10.0.0.5', 'fd00::5'];
const withTargets = (...kinds: string[]) =>
  ({ targets: kinds.map((kind) => ({ kind, name: `a-${kind}`, environment: {} })) }) as unknown as Pick<
    Scenario,
    'targets'
  >;

it('targets listen at one address of this machine, in its short form', () => {
  expect(['10.0.0.5', 'fd00::5', 'FD00:0:0:0:0:0:0:5'].map((text) => parseBind(text, own))).toEqual([
    '10.0.0.5',
    'fd00::5',
    'fd00::5',
  ]);
});

it('every address at once, one of another machine, a link and a name are refused with those that there are', () => {
  for (const text of ['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '10.0.0.6', 'fe80::1%eth0', 'localhost', ''])
    expect(() => parseBind(text, own), text).toThrow(
      `--bind: expected an address of this machine that the workers reach, got "${text}"; it has 127.0.0.1, 10.0.0.5, fd00::5`,
    );
});

it('only programs of the run that are ours listen there', () => {
  expect(() => refuseUnbindable(withTargets('local-lambda', 'node-server', 'http'))).not.toThrow();
  expect(() => refuseUnbindable(withTargets('http', 'lambda-invoke'))).toThrow(
    '--bind: expected a target that the run starts; all of this scenario have an address',
  );
  expect(() => refuseUnbindable(withTargets('local-lambda', 'server'))).toThrow(
    '--bind: a-server is a server of yours, which decides by itself where it listens',
  );
  const variables = { AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:3000' };
  const withVariables = (kind: string) =>
    ({ targets: [{ kind, name: 'twin', environment: variables }] }) as unknown as Pick<Scenario, 'targets'>;
  expect(() => refuseUnbindable(withVariables('node-server'))).toThrow(
    '--bind: twin has AWS_LAMBDA_HTTP_ENDPOINT in its environment, which says where it listens',
  );
  // The embedded Lambda gives each environment an address of its own.
  expect(() => refuseUnbindable(withVariables('local-lambda'))).not.toThrow();
});

it('warns of whom lets in what is not loopback', () => {
  expect(
    ['10.0.0.5', '127.0.0.1', '::1'].map((bind) => bindWarning(bind, withTargets('local-lambda', 'http'))),
  ).toEqual([
    'warning: --bind 10.0.0.5: while the run lasts, everyone who can reach this address can call a-local-lambda',
    undefined,
    undefined,
  ]);
});

it('is an option of a run whose workers meet at a broker', () => {
  const rest = { fleet: 'default', 'fargate-stack': 'rollcall-fleet' } as Parameters<typeof fleetPlan>[0];
  const engine = 'nats://127.0.0.1:4222';
  expect(fleetPlan({ ...rest, workers: '2', engine, bind: '127.0.0.1' })?.bind).toBe('127.0.0.1');
  expect(fleetPlan({ ...rest, workers: '2', engine })?.bind).toBeUndefined();
  expect(() => fleetPlan({ ...rest, bind: '127.0.0.1' })).toThrow('--bind: expected --workers N with it');
  expect(() => fleetPlan({ ...rest, workers: 'fargate:2', bind: '127.0.0.1' })).toThrow(
    '--bind: expected none with --workers fargate:N',
  );
});

it('only workers of this machine reach targets on loopback, whether the run starts them or not', () => {
  const at = (url: string) =>
    ({ targets: [{ kind: 'http', name: 'api', url }] }) as unknown as Pick<Scenario, 'targets'>;
  const started = 'the run starts targets that listen on loopback: name an address that it reaches with --bind';
  const addressed = 'the URL of api is on loopback: give one that it reaches';
  expect(onLoopback(withTargets('lambda-invoke', 'local-lambda'), 'localhost')).toBe(started);
  expect(onLoopback(withTargets('local-lambda'), '10.0.0.5')).toBeUndefined();
  expect(onLoopback(withTargets('lambda-invoke'), 'localhost')).toBeUndefined();
  for (const url of ['http://127.0.0.1:3000', 'https://localhost/', 'http://[::1]:80/', 'http://127.1/'])
    expect(onLoopback(at(url), '10.0.0.5'), url).toBe(addressed);
  expect(onLoopback(at('http://10.0.0.5:3000'), 'localhost')).toBeUndefined();
});
