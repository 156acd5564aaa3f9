import { expect, it } from 'vitest';
import type { EnvironmentProcess } from '../../../../../targets/lambda/environment/process.ts';
import { Extension } from '../../../../../targets/lambda/extensions/extension.ts';
import { Extensions } from '../../../../../targets/lambda/extensions/extensions.ts';
import type { Failure } from '../../../../../targets/lambda/invoke.ts';

const facts = {
  ...{ functionName: 'f', functionVersion: '$LATEST', handler: 'index.handler', accountId: '012345678912' },
  functionArn: 'arn:aws:lambda:us-east-1:012345678912:function:f',
};
const door = { address: '127.0.0.1:1', drained: async () => {}, [Symbol.dispose]: () => {} };

/** A process that is none: it ends when it is killed, or when a test lets it. */
class FakeProcess {
  readonly pid: number;
  readonly ended: Promise<void>;
  killed = false;
  #end: () => void = () => {};

  constructor(pid: number, onExit: (why: string) => void) {
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.exit = (why) => {
      onExit(why);
      this.#end();
    };
  }

  readonly exit: (why: string) => void;

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.exit('signal: killed');
  }
}

function started(...names: string[]) {
  const processes: FakeProcess[] = [];
  const failures: Failure[] = [];
  const source = {
    facts,
    externalPaths: () => names.map((name) => `/opt/extensions/${name}`),
    startProcess: ({ onExit }: { onExit(why: string): void }) => {
      const process = new FakeProcess(processes.length + 1, onExit);
      processes.push(process);
      return process as unknown as EnvironmentProcess;
    },
  };
  const extensions = new Extensions(source, (failure) => failures.push(failure));
  return { extensions, processes, failures, start: extensions.start(door) };
}

function register({ registry }: Extensions, name: string, ...events: string[]): Extension {
  const outcome = registry.register(name, events);
  if (!(outcome instanceof Extension)) throw new Error(outcome.errorMessage);
  return outcome;
}

const waits = (extensions: Extensions, { id }: Extension) => extensions.registry.next(id, { deliver: () => {} });

it('the time for an end: none, 500 ms inside of the runtime, 2 s with a process of its own, of which the runtime has 300 ms', () => {
  const { extensions } = started();
  expect(extensions.shutdownTime).toEqual({ runtimeMs: 0, totalMs: 0 });
  register(extensions, 'inner');
  expect(extensions.shutdownTime).toEqual({ runtimeMs: 500, totalMs: 500 });
  expect(started('agent').extensions.shutdownTime).toEqual({ runtimeMs: 300, totalMs: 2000 });
});

it('the runtime is started when all processes have registered', async () => {
  const { extensions, start } = started('a', 'b');
  let isStarted = false;
  void start.then(() => {
    isStarted = true;
  });
  register(extensions, 'a');
  await Promise.resolve();
  expect(isStarted).toBe(false);
  register(extensions, 'b');
  await start;
  expect(isStarted).toBe(true);
});

it('an init waits for all that have something to do; an inner one without events has nothing', async () => {
  const { extensions, start } = started('agent');
  const agent = register(extensions, 'agent');
  await start;
  const inner = register(extensions, 'inner', 'INVOKE');
  register(extensions, 'idle');
  let isSettled = false;
  extensions.settled(() => {
    isSettled = true;
  });
  waits(extensions, inner);
  expect(isSettled).toBe(false);
  waits(extensions, agent);
  expect(isSettled).toBe(true);
});

it('an invocation waits for those that are registered for it', async () => {
  const { extensions } = started();
  const inner = register(extensions, 'inner', 'INVOKE');
  waits(extensions, inner);
  let settled = 0;
  const settle = () => {
    extensions.settled(() => {
      settled += 1;
    });
  };
  settle();
  expect([settled, extensions.takeInvocations]).toEqual([1, true]);
  extensions.invoked({ requestId: 'r', traceId: '', payload: '' }, 1000);
  settle();
  expect(settled).toBe(1);
  waits(extensions, inner);
  expect(settled).toBe(2);
});

it('one that is not registered for the end is killed at once; one that does not end, when its time is up', async () => {
  const { extensions, processes, start } = started('a', 'b');
  const polite = register(extensions, 'a', 'SHUTDOWN');
  register(extensions, 'b');
  await start;
  const events: unknown[] = [];
  extensions.registry.next(polite.id, { deliver: (body) => events.push(body) });
  const end = extensions.shutDown('timeout', 30);
  expect(processes.map(({ killed }) => killed)).toEqual([false, true]);
  expect(events).toEqual([expect.objectContaining({ eventType: 'SHUTDOWN', shutdownReason: 'timeout' })]);
  await end;
  expect(processes[0]?.killed).toBe(true);
});

it('one that ends by itself ends the environment, one that is ended does not; more than ten are not started', async () => {
  const { extensions, processes, failures, start } = started('a', 'b');
  processes[0]?.exit('exit code 0');
  await start;
  extensions.kill();
  expect(failures).toEqual([{ kind: 'ended', errorType: 'Extension.Crash', message: 'exit code 0' }]);
  expect(processes[1]?.killed).toBe(true);
  const many = started(...Array.from({ length: 11 }, (_, index) => `agent-${index}`));
  await many.start;
  expect([many.processes.length, many.failures[0]?.kind === 'ended' && many.failures[0].errorType]).toEqual([
    ...[0, 'Extension.LaunchError'],
  ]);
});
