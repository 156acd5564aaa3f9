import type { CommandModule } from 'yargs';
import { UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';
import type { FunctionsFile } from '../scenario/functions.ts';
import type { Scenario } from '../scenario/schema.ts';
import { isFunctionsFile, readFunctionsFile } from './read-functions.ts';
import { readScenario } from './read-scenario.ts';

type Checked = Scenario | FunctionsFile;

interface CheckArguments {
  readonly files: string[];
  readonly set: string[];
  readonly json: boolean;
}

export const checkCommand: CommandModule<unknown, CheckArguments> = {
  command: 'check <files..>',
  describe: 'Validate scenario files, and files of functions, and print them with all defaults',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Scenario files (YAML)' })
      .option('set', { type: 'string', array: true, nargs: 1, default: [], describe: 'Override a field: path=value' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON, one document per file' })
      .example('$0 check scenarios/*.yaml', '')
      .example('$0 check scenarios/burst-10.yaml --set load.burst.size=50', ''),
  handler: check,
};

/** Prints nothing unless all files are good; then all of them, as YAML or JSON documents. */
async function check({ files, set, json }: CheckArguments): Promise<void> {
  const results = await Promise.all(files.map((file) => readOrComplain(file, set)));
  const complaints = results.flatMap((result) => (result instanceof UserError ? [result] : []));
  if (complaints.length > 0) throw together(complaints);
  const scenarios = results.flatMap((result) => (result instanceof UserError ? [] : [result]));
  process.stdout.write(json ? scenarios.map(toJson).join('') : await toYaml(files, scenarios));
  await tellPlans(scenarios);
}

/** What each scenario would send, and what that could cost at deployed functions as far as the file alone tells. */
async function tellPlans(checked: readonly Checked[]): Promise<void> {
  const { planOf } = await import('../experiment/preflight.ts');
  const { costPreflight } = await import('../experiment/cost-preflight.ts');
  const around = { deployed: new Map(), environment: process.env };
  for (const scenario of checked.filter((one) => 'targets' in one)) {
    const lines = [...planOf(scenario, around), ...costPreflight(scenario, around.deployed).lines];
    process.stderr.write(`${lines.map(printable).join('\n')}\n`);
  }
}

async function readOrComplain(file: string, set: readonly string[]): Promise<Checked | UserError> {
  try {
    if (await isFunctionsFile(file)) return (await readFunctionsFile(file, set)).value;
    return await readScenario(file, set);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The problems of all files, each once: those of `--set` are the same for every file. */
function together(complaints: readonly UserError[]): UserError {
  const [first] = complaints;
  if (first !== undefined && complaints.length === 1) return first;
  const lines = new Set(complaints.flatMap(({ message }) => message.split('\n')));
  return new UserError('scenario-invalid', [...lines].join('\n'));
}

/** Control characters that JSON leaves as they are, but a terminal would obey, are escaped the JSON way. */
const toJson = (scenario: Checked): string =>
  `${JSON.stringify(scenario, null, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;

async function toYaml(files: readonly string[], scenarios: readonly Checked[]): Promise<string> {
  const { stringify } = await import('yaml');
  const documents = scenarios.map((scenario) => stringify(scenario, { aliasDuplicateObjects: false, lineWidth: 0 }));
  if (documents.length === 1) return printable(documents.join(''));
  return printable(documents.map((document, index) => `--- # ${files[index]}\n${document}`).join(''));
}
