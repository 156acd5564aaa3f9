import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { functionsOfText, isFunctions } from '../files/read-functions.ts';
import { scenarioFile, scenarioOfText } from '../files/read-scenario.ts';
import { nameOf, readText } from '../files/read-text.ts';
import { isStudy, type LocatedStudy, studyOfText } from '../files/study/read-study.ts';
import { UserError } from '../model/errors.ts';
import { printable, printableJson } from '../model/printable.ts';
import type { FunctionsFile } from '../scenario/functions/functions.ts';
import type { Located } from '../scenario/reading/located.ts';
import type { Scenario } from '../scenario/schema.ts';
import { flag, names, texts } from './options.ts';
import { withStdin } from './stdin-argument.ts';

type Checked = Located<Scenario> | Located<FunctionsFile> | LocatedStudy;

const options = {
  set: { ...texts('Override a field: path=value'), default: [] },
  json: flag('Print JSON, one document per file'),
  plan: flag('Print only the plan: what a run of each file would send or start'),
} satisfies Record<string, Options>;

type CheckArguments = { readonly files: string[] } & InferredOptionTypes<typeof options>;

export const checkCommand: CommandModule<unknown, CheckArguments> = {
  command: 'check <files..>',
  describe: 'Validate scenarios, studies and functions files, and print them with all defaults',
  builder: (yargs) =>
    yargs
      .positional('files', names('Scenario files (YAML), `-` for stdin'))
      .options(options)
      .example('$0 check scenarios/*.yaml', '')
      .example('$0 check scenarios/burst-10.yaml --set load.burst.size=50', '')
      .example('$0 check scenarios/runtimes.yaml --plan', 'the cells and runs of a study'),
  handler: check,
};

/** Prints all files as YAML or JSON documents, or nothing if one of them is invalid. */
async function check({ files: named, set, json, plan }: CheckArguments): Promise<void> {
  const files = withStdin(named, ['--set']);
  const results = await Promise.all(files.map((file) => readOrComplain(file, set)));
  const complaints = results.filter((result) => result instanceof UserError);
  if (complaints.length > 0) throw together(complaints);
  const checked = results.filter((result): result is Checked => !(result instanceof UserError));
  const shown = checked.map(({ value, secrets }) => secrets.shown<object>(value));
  if (!plan) process.stdout.write(json ? shown.map(toJson).join('') : await toYaml(files.map(nameOf), shown));
  const lines = (await Promise.all(checked.map(planOf))).flat();
  (plan ? process.stdout : process.stderr).write(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** What a run of each would send, and its possible cost on deployed functions, from the file alone. */
async function planOf(checked: Checked): Promise<readonly string[]> {
  if ('cells' in checked) {
    const { studyPlanLines } = await import('../scenario/study/plan-lines.ts');
    const { studyCost } = await import('../experiment/study/cost.ts');
    const { value, cells, secrets } = checked;
    const lines = [...studyPlanLines(value, cells), ...(studyCost(value, cells)?.lines ?? [])];
    return lines.map((line) => secrets.redact(line));
  }
  const { value, secrets } = checked;
  return 'targets' in value ? (await import('../library/check.ts')).plannedLines({ value, secrets }) : [];
}

async function readOrComplain(file: string, set: readonly string[]): Promise<Checked | UserError> {
  try {
    const text = await readText(file, scenarioFile);
    if (isFunctions(text)) return await functionsOfText(text, file, set);
    const read = isStudy(text) ? studyOfText : scenarioOfText;
    return await read(text, file, { overrides: set });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The problems of all files, without repetition: problems of `--set` are the same for every file. */
function together(complaints: readonly UserError[]): UserError {
  const [first] = complaints;
  if (first !== undefined && complaints.length === 1) return first;
  const lines = new Set(complaints.flatMap(({ message }) => message.split('\n')));
  return new UserError('scenario-invalid', [...lines].join('\n'));
}

const toJson = (scenario: object): string => `${printableJson(scenario, 2)}\n`;

async function toYaml(files: readonly string[], scenarios: readonly object[]): Promise<string> {
  const { stringify } = await import('yaml');
  const documents = scenarios.map((scenario) => stringify(scenario, { aliasDuplicateObjects: false, lineWidth: 0 }));
  if (documents.length === 1) return printable(documents.join(''));
  return printable(documents.map((document, index) => `--- # ${files[index]}\n${document}`).join(''));
}
