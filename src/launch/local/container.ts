import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { ContainerConfig } from '../../model/platform/command.ts';
import type { ServerSpec } from '../../target-kinds/server.ts';
import { cleanEnvironment } from './program.ts';

const runtimes = ['docker', 'podman'];

/** What the clients need to find their service and their images: no credentials of ours. */
const clientVariables = ['HOME', 'XDG_RUNTIME_DIR', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST'];

/** @throws {UserError} `target-failed` if neither docker nor podman is installed */
export function containerOf(
  { name, containerPort }: Pick<ServerSpec, 'name' | 'containerPort'>,
  image: string,
  port: number,
): ContainerConfig {
  const [runtime] = runtimes.flatMap(inPath);
  if (runtime === undefined) {
    const what = `target ${name}: \`container\` needs docker or podman, and neither is in PATH`;
    throw new UserError('target-failed', what, { hint: 'install one of them, or start the server by `command`' });
  }
  const client = Object.assign({}, ...clientVariables.map((variable) => optional(variable, process.env[variable])));
  return { image, runtime, port: containerPort ?? port, client: { ...cleanEnvironment(), ...client } };
}

const inPath = (program: string): string[] =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .filter((file) => existsSync(file))
    .slice(0, 1);
