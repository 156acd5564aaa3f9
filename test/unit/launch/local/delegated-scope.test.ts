import { afterEach, expect, it, vi } from 'vitest';
import { scopeFor } from '../../../../src/launch/local/delegated-scope.ts';
import { enforcementOf } from '../../../../src/launch/local/enforcement.ts';

afterEach(() => vi.unstubAllEnvs());

const unset = ['env', '-u', 'XDG_RUNTIME_DIR', '-u', 'DBUS_SESSION_BUS_ADDRESS', '-u', 'INVOCATION_ID'];

it('a user asks its own manager for a scope, whose address the program does not get', () => {
  vi.stubEnv('XDG_RUNTIME_DIR', undefined);
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/run/user/1000/bus');
  vi.stubEnv('SECRET', 'of the caller');
  const { command, environment } = scopeFor(1000);
  expect(command.slice(0, 5)).toEqual(['systemd-run', '--user', '--scope', '--quiet', '--collect']);
  expect(command[5]).toMatch(/^--unit=rollcall-lambda-\d+-\d+$/);
  expect(command.slice(6)).toEqual(['--property=Delegate=yes', '--property=TasksMax=infinity', '--', ...unset]);
  expect(environment).toEqual({
    PATH: process.env['PATH'],
    XDG_RUNTIME_DIR: '/run/user/1000',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
  });
});

it('root asks the manager of the system; two programs have two scopes', () => {
  const [one, two] = [scopeFor(0), scopeFor(0)];
  expect(one.command).not.toContain('--user');
  expect(Object.keys(one.environment)).toEqual(['PATH']);
  expect(one.command[4]).not.toBe(two.command[4]);
});

it('why systemd gave no group is said where the kernel does not enforce something, and only there', () => {
  const enforced = { cpu: 'none', memory: 'cgroup-v2', why: ['the CPU share is not enforced: no controller'] } as const;
  const whole = { cpu: 'cgroup-v2', memory: 'cgroup-v2', why: [] } as const;
  expect(enforcementOf({ scopeTrouble: 'no bus' }, { enforced }).why).toEqual([...enforced.why, 'no bus']);
  expect(enforcementOf({ scopeTrouble: 'no bus' }, { enforced: whole })).toEqual(whole);
  expect(enforcementOf({}, { enforced })).toEqual(enforced);
});
