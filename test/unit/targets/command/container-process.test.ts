import { expect, it } from 'vitest';
import type { CommandConfig } from '../../../../src/model/platform/command.ts';
import { runArguments } from '../../../../targets/command/container-process.ts';

const container = { image: 'shop:1', runtime: '/usr/bin/docker', port: 3000, client: { PATH: '/bin', HOME: '/root' } };
const config: CommandConfig & { container: typeof container } = {
  command: ['node', 'server.js'],
  container,
  directory: '/',
  environment: { PORT: '3000', TOKEN: 's3cret', HOME: '/home/app' },
  port: 4001,
  ready: { statuses: [[200, 499]], timeoutMs: 1000 },
  limits: { vcpus: 0.5, memoryMb: 512 },
  logFile: '/tmp/x.log',
};

it('half a vCPU, 512 MB without swap, a port of loopback, and variables whose values no other user can read', () => {
  expect(runArguments(config, 'rollcall-1')).toEqual([
    ...['run', '--rm', '--name', 'rollcall-1', '--publish', '127.0.0.1:4001:3000'],
    ...['--cpus', '0.5', '--memory', '512m', '--memory-swap', '512m'],
    // The client has a HOME of its own, so that of the container is stated.
    ...['--env', 'PORT', '--env', 'TOKEN', '--env', 'HOME=/home/app'],
    ...['shop:1', 'node', 'server.js'],
  ]);
});

it('a server whose vCPUs are not limited has no --cpus', () => {
  expect(runArguments({ ...config, limits: { memoryMb: 512 } }, 'rollcall-1')).not.toContain('--cpus');
});
