import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { checkOutput } from '../../files/open-output.ts';
import { nameOf } from '../../files/read-text.ts';
import {
  createRunDirectory,
  pageOf,
  temporaryRunDirectory,
  writePage,
  writeResult,
  writeResultFile,
} from '../../files/run-directory.ts';
import { type PreparedRun, type PrepareOptions, prepareRun } from '../../library/prepare-run.ts';
import { type FireOptions, fireRun, redacting } from '../../library/run.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { printableJson } from '../../model/printable.ts';
import type { RunResult } from '../../model/run-result.ts';
import { type Sample, serviceTimeMs } from '../../model/sample.ts';
import type { Calibration } from '../../model/schema/client/client-health.ts';
import { hasInvalid } from '../../model/verdict.ts';
import { renderLatencies } from '../../report/summary/latency-lines.ts';
import { renderTable } from '../../report/summary/terminal.ts';
import { TimeCounts } from '../../report/summary/time-counts.ts';
import type { Located } from '../../scenario/reading/located.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { counted } from '../../text/format.ts';
import { keptCalibration } from '../calibrate.ts';
import { bindWarning } from '../fleet/bind.ts';
import { type PreparedFargate, prepareFargate } from '../fleet/on-fargate.ts';
import { type FleetPlan, refuseUnsendable, withFleet } from '../fleet/with-fleet.ts';
import { type Interruption, interruptible } from '../interruptible.ts';
import { parseExitCode } from '../options.ts';
import { printToStderr } from '../standard-streams.ts';
import { fitted, linkTo, terminalOf } from '../terminal-options.ts';
import { confirm, printPlan } from './confirm.ts';
import { exitCodeOf } from './exit-code-of.ts';
import { showProgress } from './live/progress.ts';
import type { RunSize } from './live/remaining.ts';
import type { LivePage } from './open/live-page.ts';
import { parseMaxCost, type RunArguments, withConditions } from './options.ts';
import { type OtlpDestination, otlpDestination } from './otlp-destination.ts';
import { writeExtras } from './run-extras.ts';

export interface RunPlace {
  /** The file of the scenario, or the command that made it. */
  readonly file: string;
  /** Where the files of the run are kept; absent: nowhere. `out` absent: in a new folder below reports/. `page`: with report.html. */
  readonly keep?: { readonly out: string | undefined; readonly page: boolean };
  /** A file for the page besides those of the folder. */
  readonly html?: string | undefined;
  /** Other machines that fire. Not `fleet`: that argument is a name, and is there without workers. */
  readonly fleetPlan?: FleetPlan;
  /** Whether percentiles and a histogram follow the table. */
  readonly withHistogram?: boolean;
}

type Options = RunArguments &
  RunPlace & {
    readonly invalidExitCode: number;
    readonly exported: OtlpDestination | undefined;
    readonly fargate?: PreparedFargate | undefined;
  };

/** Checks, plans, confirms and runs a scenario; prints the result, and sets the exit code. */
export async function performRun(located: Located<Scenario>, given: RunArguments, place: RunPlace): Promise<void> {
  const invalidExitCode = parseExitCode('invalid-exit-code', given['invalid-exit-code']);
  const maxCostUsd = parseMaxCost(given['max-cost']);
  const exported = otlpDestination(given.otlp, process.env);
  if (given.open && given['dry-run'])
    throw new UserError('usage', '--open: expected none with --dry-run, which sends no load');
  if (place.fleetPlan !== undefined && given.calibrate)
    throw new UserError('usage', '--calibrate: expected none with --workers, as it calibrates this machine alone', {
      hint: 'run `rollcall calibrate` on the machines of the workers, where each worker is started',
    });
  const { value, secrets } = located;
  const { probe = value.probe } = given;
  const scenario = await withConditions({ ...value, probe }, given);
  const options = { ...given, ...place, invalidExitCode, exported };
  await redacting(located, async () => {
    const { fleetPlan: fleet } = place;
    if (fleet !== undefined) refuseUnsendable(scenario, fleet);
    const prepared = await prepare({ value: scenario, secrets }, { maxCostUsd, firesElsewhere: fleet !== undefined });
    using fargate = fleet?.fargate && (await prepareFargate(fleet.fargate, scenario, { maxCostUsd }));
    const plan = { ...prepared.plan, lines: [...prepared.plan.lines, ...(fargate?.lines ?? [])] };
    const warning = fleet?.bind && bindWarning(fleet.bind, scenario);
    if (warning) printToStderr(warning);
    if (given['dry-run']) return printPlan({ ...plan, lines: [...plan.lines, dryRunLine(fleet)] });
    await confirm(plan, { ...given, paid: fargate && `${fleet?.workers} workers on Fargate` });
    return await fireIn(prepared, await keptCalibration(), { ...options, fargate });
  });
}

const dryRunLine = (fleet: FleetPlan | undefined): string =>
  `dry run: no request of the load was sent${fleet === undefined ? '' : `, and none of the ${counted(fleet.workers, 'worker')} was called`}`;

/** A signal ends the preparation, and with it the command: nothing was measured. */
async function prepare(located: Pick<Located<Scenario>, 'value' | 'secrets'>, options: Omit<PrepareOptions, 'signal'>) {
  using interruption = interruptible({ first: 'interrupted before the run' });
  return await prepareRun(located, { signal: interruption.signal, ...options });
}

async function fireIn(prepared: PreparedRun, kept: Calibration | undefined, options: Options): Promise<void> {
  const { keep, html, junit, data, exported } = options;
  const { scenario } = prepared;
  const directory = await (keep ? createRunDirectory(keep.out, scenario.name) : temporaryRunDirectory());
  try {
    // Inside the folder of the run, they may be written only now.
    if (html !== undefined) await checkOutput(html, `--html ${html}`);
    if (junit !== undefined) await checkOutput(junit, `--junit ${junit}`);
    using interruption = interruptible({ second: changeLeft(scenario, directory.path, options.fargate) });
    await using page = options.open ? await openLivePage(prepared, interruption.signal) : undefined;
    const unremoved: UserError[] = [];
    const ongoing = { ...options, directory: directory.path, interruption, page, unremoved };
    const result = await fire(prepared, kept, ongoing);
    const extras = { directory: directory.path, junit, data: keep ? data : false, exported, stop: interruption.late };
    await writeExtras(result, extras);
    const [problem] = unremoved;
    if (problem !== undefined) throw problem;
  } finally {
    await directory.release();
  }
}

/** Loaded only if it is asked for. */
async function openLivePage(prepared: PreparedRun, stop: AbortSignal): Promise<LivePage> {
  const { LivePage } = await import('./open/live-page.ts');
  return LivePage.open(prepared, sizeOf(prepared.scenario), stop);
}

interface Ongoing {
  readonly directory: string;
  readonly interruption: Interruption;
  readonly page: LivePage | undefined;
  /** What could not be removed: an error, but only when the result is written. */
  readonly unremoved: UserError[];
}

/** Writes and prints the result, and sets the exit code. */
async function fire(
  prepared: PreparedRun,
  kept: Calibration | undefined,
  options: Options & Ongoing,
): Promise<RunResult> {
  const { file, json, quiet, calibrate, directory, interruption, invalidExitCode, page } = options;
  // Of workers, each has its own: that of this machine says nothing about them.
  const keptHere = options.fleetPlan === undefined ? kept : undefined;
  const calibration = calibrate ? await calibrateFor(prepared.scenario, interruption.signal) : keptHere;
  const progress = showProgress(process.stderr, quiet, sizeOf(prepared.scenario));
  const times = new Map<string, TimeCounts>();
  const onEvent: FireOptions['onEvent'] = (event) => {
    progress.onEvent(event);
    page?.onEvent(event);
    if (event.kind === 'sample' && options.withHistogram) countTime(event.sample, times);
  };
  const { signal } = interruption;
  const fired = { scenarioFile: nameOf(file), directory, signal, ...optional('calibration', calibration), onEvent };
  const gathering = {
    ...{ scenario: prepared.scenario, signal, quiet, fargate: options.fargate },
    left: (problem: UserError) => options.unremoved.push(problem),
  };
  const { fleetPlan } = options;
  const result = await withFleet(fleetPlan, gathering, (fleet) =>
    fireRun(prepared, { ...fired, ...optional('fleet', fleet), ...optional('bind', fleetPlan?.bind) }).finally(
      progress.done,
    ),
  );
  page?.endLoad();
  const pages = await writePages(result, options).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    return error;
  });
  // Printed even if it cannot be written.
  process.stdout.write(json ? `${printableJson(result)}\n` : tableOf(result, times));
  if (pages instanceof UserError) throw pages;
  await page?.become(await reportOf(result, pages, options));
  if (options.keep === undefined && hasInvalid(result)) printToStderr(notKept);
  const places = pages.map((file) => `report: ${linkTo(file)}`);
  if (options.keep?.page === false) places.push(`results: ${linkTo(directory)}`);
  for (const place of places) (json ? process.stderr : process.stdout).write(`\n${place}\n`);
  process.exitCode = exitCodeOf(result, invalidExitCode, interruption.signal.aborted);
  return result;
}

/** Advice names them. */
const notKept = '\nsamples and logs of this run were not kept: name a folder with --out to keep them';

function countTime(sample: Sample, times: Map<string, TimeCounts>): void {
  const serviceMs = serviceTimeMs(sample);
  if (sample.outcome.kind !== 'answered' || serviceMs === undefined) return;
  const counts = times.get(sample.target) ?? new TimeCounts();
  times.set(sample.target, counts);
  counts.add(serviceMs);
}

/** The verdict stays at the end. */
function tableOf(result: RunResult, times: ReadonlyMap<string, TimeCounts>): string {
  const options = terminalOf(process.stdout);
  const latencies = times.size === 0 ? '' : `${renderLatencies(result, times, options.width)}\n`;
  return fitted(`${latencies}${renderTable(result, options)}`, process.stdout);
}

const sizeOf = ({ targets, repeats, load }: Scenario): RunSize => ({
  targets: targets.map(({ name }) => name),
  repeats,
  plannedMs: load.reduce((sum, phase) => sum + moduleOf(phase).plannedMs(phase), 0),
});

/** @throws {UserError} `out-unusable`; `interrupted` without the page */
async function writePages(
  result: RunResult,
  { keep, html, directory, interruption }: Options & Ongoing,
): Promise<string[]> {
  const written = keep?.page ? [await writeResult(directory, result, interruption.late)] : [];
  if (keep?.page === false) await writeResultFile(directory, result);
  if (html === undefined) return written;
  await writePage(html, directory, result, interruption.late);
  return [...written, html];
}

/** As it was written, else made for the live page alone. */
async function reportOf(result: RunResult, [file]: readonly string[], { directory, interruption }: Ongoing) {
  const report = file === undefined ? await pageOf(directory, result, interruption.late) : await readFile(file, 'utf8');
  return { report, file };
}

function changeLeft({ targets }: Scenario, directory: string, fargate?: PreparedFargate): string | undefined {
  if (fargate !== undefined) return `tasks may still run on Fargate: list them with \`${fargate.byHand}\``;
  if (!targets.some((target) => 'freshEnvironments' in target && target.freshEnvironments)) return undefined;
  return `a function may still be changed: see *.changed.txt in ${relative('.', directory)}, and docs/aws.md to restore it`;
}

async function calibrateFor(scenario: Scenario, signal: AbortSignal): Promise<Calibration | undefined> {
  const [{ calibrate, loadsLike }, { plainEngine }] = await Promise.all([
    import('../../experiment/calibrate.ts'),
    import('../../scenario/engine-kinds.ts'),
  ]);
  const { threads, engine } = scenario;
  return calibrate(loadsLike(scenario), { signal, threads, engine: plainEngine(engine) });
}
