import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import { flag, text } from './options.ts';

const options = {
  out: { ...text('File to write; default: rollcall.yaml in the folder'), alias: 'o' },
  force: flag('Replace the file if it exists'),
} satisfies Record<string, Options>;

type InitArguments = { readonly folder: string } & InferredOptionTypes<typeof options>;

export const initCommand: CommandModule<unknown, InitArguments> = {
  command: 'init [folder]',
  describe: 'Write a commented scenario for what is in a folder',
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        default: '.',
        describe: 'Folder of a SAM, Serverless or CDK project, a function, a package.json or a Dockerfile',
      })
      .options(options)
      .example('$0 init', 'write rollcall.yaml for this folder')
      .example('$0 init ./api --out burst.yaml', ''),
  handler: init,
};

async function init({ folder, out, force }: InitArguments): Promise<void> {
  const file = resolve(out ?? join(folder, 'rollcall.yaml'));
  const shown = relative('', file);
  if (existsSync(file) && !force)
    throw new UserError('file-exists', `${shown}: this file exists`, {
      hint: 'choose another one with --out, or replace it with --force',
    });
  const { findStart } = await import('../files/projects/find-start.ts');
  const { writeOutput } = await import('../files/open-output.ts');
  const { firstScenario } = await import('../scenario/first/first-scenario.ts');
  const found = await findStart(resolve(folder), relative(dirname(file), resolve(folder)) || '.');
  await writeOutput(file, firstScenario(resolve(folder), found, shown));
  process.stdout.write(`${printable(shown)} is written; run it with \`rollcall run ${printable(shown)}\`\n`);
}
