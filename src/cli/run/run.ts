import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { readScenario } from '../../files/read-scenario.ts';
import { refuseRepeated } from '../options.ts';
import { withStdin } from '../stdin-argument.ts';
import { runOptions } from './options.ts';

const options = {
  out: {
    ...{ alias: 'o', type: 'string' },
    describe: 'Folder for the results, new or empty; default reports/<scenario>-<UTC time>',
  },
  ...runOptions,
} satisfies Record<string, Options>;

type Arguments = { readonly scenario: string } & InferredOptionTypes<typeof options>;

export const runCommand: CommandModule<unknown, Arguments> = {
  command: 'run <scenario>',
  describe: 'Run a scenario file and write a report',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'Scenario file (YAML), `-` for stdin' })
      .options(options)
      .example('$0 run scenarios/burst-10.yaml', '')
      .example('$0 run scenarios/io-bound-steady.yaml --dry-run', '')
      .example('$0 run scenarios/burst-10.yaml --set load.burst.size=50 --set thresholds=[] --out /tmp/burst-50', '')
      .epilogue(
        `\${NAME} in headers, bodies, URLs and environment variables of a scenario is replaced from the environment and never shown: docs/security.md.`,
      ),
  handler: run,
};

async function run(given: Arguments): Promise<void> {
  refuseRepeated(given, options);
  const { performRun } = await import('./perform-run.ts');
  const file = scenarioArgument(given.scenario);
  const { out, set } = given;
  await performRun(await readScenario(file, { overrides: set }), given, { file, keep: { out } });
}

/** yargs drops a `-`. */
const scenarioArgument = (scenario: string): string => withStdin(scenario === '' ? [] : [scenario], ['--set'])[0] ?? '';
