import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { scenarioFile, scenarioToRun } from '../../files/read-scenario.ts';
import { readText } from '../../files/read-text.ts';
import { isStudy, studyOfText } from '../../files/study/read-study.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { fleetOptions } from '../fleet/options.ts';
import { fleetPlan } from '../fleet/with-fleet.ts';
import { refuseRepeated, text } from '../options.ts';
import { withStdin } from '../stdin-argument.ts';
import { runOptions } from './options.ts';

const options = {
  out: {
    ...{ alias: 'o', type: 'string' },
    describe: 'Folder for the results, new or empty; default reports/<scenario>-<UTC time>',
  },
  resume: text('Folder of an interrupted study to go on with'),
  page: {
    ...{ type: 'boolean', default: true },
    describe: 'Write report.html; --no-page leaves that to `rollcall report`',
  },
  ...runOptions,
  ...fleetOptions,
} satisfies Record<string, Options>;

type Arguments = { readonly scenario: string } & InferredOptionTypes<typeof options>;

export const runCommand: CommandModule<unknown, Arguments> = {
  command: 'run <scenario>',
  describe: 'Run a scenario or a study, and write a report',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'Scenario file (YAML), `-` for stdin' })
      .options(options)
      .example('$0 run scenarios/burst-10.yaml', '')
      .example('$0 run scenarios/burst-10.yaml --open', 'watch the lanes fill in a browser')
      .example('$0 run scenarios/io-bound-steady.yaml --dry-run', '')
      .example('$0 run scenarios/burst-10.yaml --no-page --no-data', 'result.json and the samples alone')
      .example('$0 run scenarios/url.yaml --workers 3 --engine nats://10.0.0.5:4222', 'fire from three machines')
      .example(
        '$0 run scenarios/burst-10.yaml --workers 3 --engine nats://10.0.0.5:4222 --bind 10.0.0.5',
        'at functions of this machine',
      )
      .example('$0 run scenarios/runtimes.yaml', 'a study: cold and warm starts by runtime')
      .example('$0 run scenarios/runtimes.yaml --resume reports/runtimes-2026-11-30T10-00-00Z', 'go on with it')
      .example('$0 run scenarios/burst-10.yaml --set load.burst.size=50 --set thresholds=[] --out /tmp/burst-50', '')
      .epilogue(
        `\${NAME} in headers, bodies, URLs and environment variables of a scenario is replaced from the environment and never shown: docs/security.md.`,
      ),
  handler: run,
};

async function run(given: Arguments): Promise<void> {
  refuseRepeated(given, options);
  const file = scenarioArgument(given.scenario);
  const { out, page, set, resume } = given;
  const written = await readText(file, scenarioFile);
  if (isStudy(written)) {
    refuseOthers(given);
    const { runStudyFile } = await import('./study.ts');
    return runStudyFile(await studyOfText(written, file, { overrides: set }), file, { ...given, out, resume });
  }
  if (resume !== undefined) throw new UserError('usage', `--resume: ${file} is a scenario; only a study goes on`);
  const fleet = fleetPlan(given);
  const { performRun } = await import('./perform-run.ts');
  const place = { file, keep: { out, page }, ...optional('fleetPlan', fleet) };
  await performRun(await scenarioToRun(written, file, { overrides: set }), given, place);
}

const ofScenarios = ['threshold', 'abort-on', 'junit', 'data', 'calibrate', 'probe', 'otlp', 'open'] as const;

const ofFleets = ['workers', 'engine', 'bind'] as const;

/** @throws {UserError} `usage`: an option that would change nothing. */
function refuseOthers(given: Arguments): void {
  const [name] = ofScenarios.filter((one) => {
    const value = given[one];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
  });
  if (name !== undefined) throw new UserError('usage', `--${name}: expected none: a study has no such option`);
  if (!given.page) throw new UserError('usage', '--no-page: expected none: a study always writes its page');
  const [fleet] = ofFleets.filter((one) => given[one] !== undefined);
  if (fleet !== undefined)
    throw new UserError('usage', `--${fleet}: expected none: a study sends its calls from this machine alone`);
}

/** yargs drops a `-`. */
const scenarioArgument = (scenario: string): string => withStdin(scenario === '' ? [] : [scenario], ['--set'])[0] ?? '';
