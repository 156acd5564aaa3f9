import type { Verdict } from '../../model/run-result.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';
import { ms } from '../../text/format.ts';
import { differences } from './one-scenario.ts';
import { phaseIn, type RunToMerge, type Stage, shiftMs, stagesOf, startOf } from './run-to-merge.ts';

/** Why these runs cannot become one, a sentence each; empty if they can. */
export function refusals(runs: readonly RunToMerge[], clockBoundMs = 0): string[] {
  const alone = runs.flatMap((run) => ofRun(run).map((reason) => `${run.name}: ${reason}`));
  const together = [...ofCopies(runs), ...ofVersions(runs), ...ofScenarios(runs), ...ofFunctions(runs)];
  return alone.length + together.length > 0 ? [...alone, ...together] : ofTimes(runs, clockBoundMs);
}

function ofRun({ result, scenario }: RunToMerge): string[] {
  const { status, targets, verdict, merged } = result;
  const unfinished = targets.filter((target) => target.status !== 'complete').map(({ name }) => name);
  const [invalid] = verdict.reasons.filter(isInvalid);
  const started = scenario.targets.filter(isStarted).map(({ name }) => name);
  const isOfMany = merged !== undefined || targets.some(({ client }) => client.workers !== undefined);
  return [
    ...(status === 'complete' ? [] : [`the run was ${status}: a part of a load cannot stand for its whole`]),
    ...(unfinished.length === 0 ? [] : [`${unfinished.join(', ')} did not get through its load`]),
    ...(invalid === undefined ? [] : [`it is INVALID: ${invalid.message}`]),
    ...(verdict.reasons.some(({ code }) => code === 'clock-step')
      ? ['the wall clock was set during the run: nobody knows when its requests were sent by the clocks of the others']
      : []),
    ...(started.length === 0
      ? []
      : [
          `the run started ${started.join(', ')} itself: each run has a target of its own, and none of them saw the load of all. Start it once, and address it by its URL`,
        ]),
    ...(isOfMany ? ['several workers or runs are merged in it already: merge the runs that it was made of'] : []),
    ...(targets.every(({ requests }) => requests.sent + requests.notSent === 0) ? ['it has no samples'] : []),
  ];
}

/** A run that has too few samples for a threshold may have enough with the others. */
const isInvalid = ({ status, about }: Verdict['reasons'][number]): boolean =>
  status === 'INVALID' && about !== 'threshold';

function ofCopies(runs: readonly RunToMerge[]): string[] {
  const first = new Map<string, string>();
  return runs.flatMap(({ name, result: { startedAtEpochMs, targets } }) => {
    const key = JSON.stringify([startedAtEpochMs, targets.map(({ requests, latencyMs }) => [requests, latencyMs])]);
    const known = first.get(key);
    if (known === undefined) first.set(key, name);
    return known === undefined ? [] : [`${known} and ${name} are the same run`];
  });
}

function ofVersions(runs: readonly RunToMerge[]): string[] {
  const versions = [...new Set(runs.map(({ result }) => result.tool.version))];
  return versions.length < 2
    ? []
    : [`the runs were made by different versions of rollcall, which may measure differently: ${versions.join(', ')}`];
}

function ofScenarios(runs: readonly RunToMerge[]): string[] {
  const fields = differences(runs.map(({ scenario }) => scenario));
  if (fields.length > 0)
    return [
      `the runs have different scenarios: ${fields.join(', ')} ${fields.length === 1 ? 'differs' : 'differ'}. Only shares of the load (rates, sizes, requests, clients), the seed and threads may differ`,
    ];
  const orders = new Set(runs.map(({ result }) => JSON.stringify(stagesOf(result))));
  return orders.size < 2 ? [] : ['the runs fired their phases in different orders'];
}

/** Of deployed functions, whose code or settings may have changed in between. */
function ofFunctions([first, ...others]: readonly RunToMerge[]): string[] {
  const known = (run: RunToMerge | undefined, name: string) => {
    const { reports, notes, ...facts } = run?.result.targets.find((target) => target.name === name)?.deployed ?? {};
    return JSON.stringify(facts);
  };
  return (first?.result.targets ?? []).flatMap(({ name }) =>
    others.some((run) => known(run, name) !== known(first, name))
      ? [`the function of ${name} was not the same in all runs`]
      : [],
  );
}

/** The runs must have loaded the target at the same time in each phase, whatever their clocks hide. */
function ofTimes(runs: readonly RunToMerge[], clockBoundMs: number): string[] {
  const stages = runs[0] === undefined ? [] : stagesOf(runs[0].result);
  return stages.flatMap((stage) => ofStage(stage, runs, clockBoundMs)).slice(0, 1);
}

function ofStage(stage: Stage, runs: readonly RunToMerge[], clockBoundMs: number): string[] {
  const from = startOf(runs);
  const times = runs.flatMap((run) => {
    const phase = phaseIn(run.result, stage);
    if (phase === undefined) return [];
    const shift = shiftMs(run, from);
    return [{ name: run.name, startedAtMs: phase.startedAtMs + shift, finishedAtMs: phase.finishedAtMs + shift }];
  });
  const [last] = times.toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  const [first] = times.toSorted((a, b) => a.finishedAtMs - b.finishedAtMs);
  if (first === undefined || last === undefined) return [];
  const overlapMs = first.finishedAtMs - last.startedAtMs;
  if (overlapMs > 2 * clockBoundMs) return [];
  const { target, phase } = stage;
  return [
    overlapMs <= 0
      ? `${last.name} began phase ${phase} of ${target} ${ms(-overlapMs)} after ${first.name} had ended it: these are several loads, not one. \`rollcall compare\` puts them beside each other`
      : `${first.name} and ${last.name} fired phase ${phase} of ${target} together for ${ms(overlapMs)} by their clocks, which may be wrong by ±${ms(clockBoundMs)} each: they may have been several loads`,
  ];
}
