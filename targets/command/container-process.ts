import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { CommandConfig, ContainerConfig } from '../../src/model/platform/command.ts';
import type { ServerOutput } from './output.ts';
import { endOf, type ServerProcess } from './server-process.ts';

/** SIGTERM, and SIGKILL after this time. */
const graceS = 1;
/** Together less than the time that this program has to stop. */
const answerWithinMs = { stop: 2500, rm: 800, inspect: 2000 };

type Contained = CommandConfig & { readonly container: ContainerConfig };

/** Starts the server in a container, which docker or podman limits and removes. */
export function startContainer(config: Contained, output: ServerOutput): ServerProcess {
  const { runtime, image, client } = config.container;
  const name = `rollcall-${randomUUID()}`;
  const child = spawn(runtime, runArguments(config, name), {
    env: { ...config.environment, ...client },
    cwd: config.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  output.take(child.stdout);
  output.take(child.stderr);
  const ask = (what: keyof typeof answerWithinMs, ...args: string[]) =>
    answerOf(runtime, [what, ...args], { env: client, timeout: answerWithinMs[what] });
  return {
    pid: async () => pidIn(await ask('inspect', '--format', '{{.State.Pid}}', name)),
    enforced: { cpu: 'container', memory: 'container', why: [] },
    ended: endOf(child).then((how) => `the container ${image} ended with ${how}`),
    stop: async () => {
      await ask('stop', '-t', String(graceS), name);
      const { failed, text } = await ask('rm', '--force', name);
      // It has removed itself (`--rm`) when it ended.
      if (failed && !/no such container/i.test(text)) console.error(`the container ${name} may still run: ${text}`);
    },
  };
}

/** Values of variables are in the environment of the client, where no other user can read them. */
export function runArguments({ command, environment, port, limits, container }: Contained, name: string): string[] {
  const { vcpus, memoryMb } = limits;
  const variables = Object.entries(environment).map(([key, value]) =>
    key in container.client ? `${key}=${value}` : key,
  );
  return [
    ...['run', '--rm', '--name', name, '--publish', `127.0.0.1:${port}:${container.port}`],
    ...(vcpus === undefined ? [] : ['--cpus', String(vcpus)]),
    ...['--memory', `${memoryMb}m`, '--memory-swap', `${memoryMb}m`],
    ...variables.flatMap((variable) => ['--env', variable]),
    ...[container.image, ...command],
  ];
}

interface Asked {
  readonly failed: boolean;
  readonly text: string;
}

function answerOf(program: string, args: readonly string[], options: { env: object; timeout: number }): Promise<Asked> {
  return new Promise((resolve) => {
    execFile(program, args, { ...options, env: { ...options.env }, killSignal: 'SIGKILL' }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, text: `${stdout}${stderr}`.trim() || (error?.message ?? '') }),
    );
  });
}

/** 0 if the container has ended, or its processes are on another machine that does not tell. */
const pidIn = ({ failed, text }: Asked): number => (failed ? 0 : Number(/^\d+/.exec(text)?.[0] ?? 0));
