import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { flag, number, refuseRepeated, text } from '../options.ts';

const options = {
  memory: { ...text('Memory sizes in MB'), default: '128,256,512,1024,1769,3008' },
  runs: { ...number('Cold starts of each size'), default: 10 },
  warm: { ...number('Warm calls after each cold start'), default: 3 },
  handler: text('Module and export, such as index.handler'),
  payload: text('The event of each call, as JSON'),
  deployed: flag('FUNCTION is the name of a deployed function, which is changed and restored afterwards'),
  out: { ...text('Folder for the results, new or empty; default reports/tune-<UTC time>'), alias: 'o' },
  'max-cost': text('Refuse if it could cost more dollars on a deployed function; default: 5'),
  json: flag('Print the result as JSON on stdout'),
  'dry-run': flag('Print the plan, and end'),
  yes: { ...flag('Call a deployed function without asking'), alias: 'y' },
  quiet: { ...flag('No progress'), alias: 'q' },
} satisfies Record<string, Options>;

type Arguments = { readonly function: string } & InferredOptionTypes<typeof options>;

export const tuneCommand: CommandModule<unknown, Arguments> = {
  command: 'tune <function>',
  describe: 'Find the memory size of a function: the cheapest, the fastest, and a balanced one',
  builder: (yargs) =>
    yargs
      .positional('function', {
        type: 'string',
        demandOption: true,
        describe: 'Path of a function, or a name with --deployed',
      })
      .options(options)
      .example('$0 tune ./api --memory 128,256,512,1024', '')
      .example('$0 tune orders --deployed --runs 20', 'a deployed function; it is as before afterwards'),
  handler: tune,
};

async function tune(given: Arguments): Promise<void> {
  refuseRepeated(given, options);
  if (!given.deployed) {
    const { entryAt } = await import('../../launch/code/function-files.ts');
    await entryAt(given.function);
  }
  const { studyOfText } = await import('../../files/study/read-study.ts');
  const { runStudyFile } = await import('../run/study.ts');
  const located = await studyOfText(JSON.stringify(studyOf(given)), '-', {});
  await runStudyFile(located, `rollcall tune ${given.function}`, { ...given, resume: undefined });
}

/** The study that this command is short for. */
function studyOf({ function: named, memory, runs, warm, handler, payload, deployed }: Arguments): object {
  if (deployed && handler !== undefined)
    throw new UserError('usage', '--handler: expected none with --deployed: a deployed function has its own');
  const code = handler === undefined ? named : { directory: named, handler };
  return {
    ...{ name: 'tune', question: `Which memory size does ${named} need?` },
    target: deployed
      ? { name: 'function', kind: 'lambda-invoke', functionName: named }
      : { name: 'function', kind: 'local-lambda', function: code },
    matrix: { memory: memory.split(',').map(sizeOf) },
    protocol: { runs, warm },
    ...optional('payload', payload === undefined ? undefined : jsonOf(payload)),
  };
}

function sizeOf(text: string): number {
  const size = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (size >= 128 && size <= 10_240) return size;
  throw new UserError('usage', `--memory: expected sizes from 128 to 10240 MB, such as 128,512,1769, got "${text}"`);
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (cause) {
    throw new UserError('usage', `--payload: expected JSON: ${(cause as Error).message}`, { cause });
  }
}
