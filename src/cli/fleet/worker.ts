import { hostname } from 'node:os';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../../model/errors.ts';
import { interruptible } from '../interruptible.ts';
import { flag, refuseRepeated, text } from '../options.ts';
import { engineOptions } from './options.ts';

const options = {
  ...engineOptions,
  name: text('Of this worker in results; default: the name of the machine and the process ID'),
  once: flag('Leave after one run; with exit code 2 if its coordinator was lost'),
} satisfies Record<string, Options>;

type Arguments = InferredOptionTypes<typeof options>;

export const workerCommand: CommandModule<unknown, Arguments> = {
  command: 'worker',
  describe: 'Fire parts of loads that `rollcall run --workers` coordinates',
  builder: (yargs) =>
    yargs
      .options(options)
      .demandOption('engine')
      .example('$0 worker --engine nats://10.0.0.5:4222', 'work for one run after another, until stopped')
      .example('$0 worker --engine tls://broker:4222 --engine-credentials worker.creds --once', 'one run')
      .epilogue(
        'It waits until the broker is there, and works for one run at a time. It stops firing when the coordinator has left the broker, or is silent for 10 s. Stop it with Ctrl-C: docs/distributed.md.',
      ),
  handler: work,
};

async function work(given: Arguments): Promise<void> {
  refuseRepeated(given, options);
  const { engine = '', fleet, once, name = `${hostname()}-${process.pid}` } = given;
  if (!/^[\x20-\x7e]{1,64}$/.test(name))
    throw new UserError('usage', `--name: expected 1 to 64 printable ASCII characters, got "${name}"`);
  using interruption = interruptible({ first: 'leaving' });
  const { runWorker } = await import('./run-worker.ts');
  const ending = await runWorker({ given: { ...given, engine }, fleet, name, once, signal: interruption.signal });
  if (once && ending === 'abandoned')
    throw new UserError('coordinator-lost', 'the coordinator was lost: its run is not complete');
}
