import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { containerOf } from '../../../../src/launch/local/container.ts';
import { UserError } from '../../../../src/model/errors.ts';

/** PATH is a folder with these programs. */
function pathWith(...programs: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const program of programs) writeFileSync(join(folder, program), '');
  vi.stubEnv('PATH', folder);
  return folder;
}

it('podman runs a container where there is no docker, and gets nothing of our environment but where to find its own', () => {
  const folder = pathWith('podman');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('DOCKER_HOST', 'unix:///run/docker.sock');
  const { client, ...container } = containerOf({ name: 'web', containerPort: undefined }, 'shop:1', 4001);
  expect(container).toEqual({ image: 'shop:1', runtime: join(folder, 'podman'), port: 4001 });
  expect(client).toMatchObject({ PATH: folder, DOCKER_HOST: 'unix:///run/docker.sock' });
  expect(client).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
});

it('docker comes first, and a container may listen on a port of its own', () => {
  const folder = pathWith('podman', 'docker');
  expect(containerOf({ name: 'web', containerPort: 80 }, 'shop:1', 4001)).toMatchObject({
    ...{ runtime: join(folder, 'docker'), port: 80 },
  });
});

it('without either of them the message says what to install, or to use instead', () => {
  pathWith();
  const start = () => containerOf({ name: 'web', containerPort: undefined }, 'shop:1', 4001);
  expect(start).toThrow('target web: `container` needs docker or podman, and neither is in PATH');
  expect(start).toThrow(UserError);
});
