import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { makeDirectory } from '../../files/make-directory.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';

interface KeysArguments {
  readonly folder: string;
}

export const keysCommand: CommandModule<unknown, KeysArguments> = {
  command: 'keys <folder>',
  describe: 'Write new keys for the broker of a fleet: of its coordinator and of its workers',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'New folder, or one without keys' })
      .example('$0 keys keys', 'write coordinator.nk, worker.nk and nats.env')
      .example('$0 worker --engine nats://10.0.0.5:4222 --engine-credentials keys/worker.nk', '')
      .epilogue(
        'coordinator.nk and worker.nk are secret. nats.env has the public keys, for nats.conf: docs/distributed.md.',
      ),
  handler: keys,
};

async function keys({ folder }: KeysArguments): Promise<void> {
  const { keyVariables, newFleetKeys } = await import('../../fleet/engine/keys.ts');
  const made = await newFleetKeys();
  const variables = Object.entries(keyVariables(made)).map(([name, value]) => `${name}=${value}\n`);
  await writeNew(folder, {
    'coordinator.nk': `${made.coordinator.seed}\n`,
    'worker.nk': `${made.worker.seed}\n`,
    'nats.env': variables.join(''),
  });
  process.stdout.write(
    `${printable(folder)}: coordinator.nk and worker.nk are secret; nats.env has their public keys\n`,
  );
}

/**
 * Files that only their owner can read. None is replaced.
 * @throws {UserError} `out-unusable`
 */
async function writeNew(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await makeDirectory(folder, 0o700);
    for (const [name, text] of Object.entries(files))
      await writeFile(join(folder, name), text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError('out-unusable', `${folder}: the keys cannot be written: ${message}`, {
      hint: 'name a new folder; keys that are there are not replaced',
      cause: error,
    });
  }
}
