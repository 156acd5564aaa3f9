import { basename } from 'node:path';
import type { Scenario } from '../../scenario/schema.ts';
import type { TargetSpec } from '../../target-kinds/target-kinds.ts';
import { count, counted, percent } from '../../text/format.ts';
import { arrivalSeed, phasesOf, requestsOf } from './plan.ts';
import { recordingOfPhase } from './recorded-requests.ts';
import { builtRequests, pickedRequests } from './requests.ts';

/**
 * What is sent, in one line for each list and feed. Builds all requests, so that a bad row is reported before the run.
 * @throws {UserError} as `builtRequests` and `pickedRequests` do
 */
export function requestNotes(scenario: Scenario): string[] {
  const { requests, requestsFile, feed, targets, load } = scenario;
  const { rows, leftOut } = builtRequests(scenario);
  if (feed?.order === 'once') for (const target of targets) takeRows(scenario, target);
  const total = requests?.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
  const shares = requests?.map(({ name, weight }) => `${name} ${percent(weight / total)}`) ?? [];
  const recordings = load.flatMap((phase) => {
    const recording = recordingOfPhase(phase, scenario);
    return recording === undefined
      ? []
      : [
          `${phase.name}: ${counted(recording.list.length, 'different recorded request')}`,
          ...leftOutNote(phase.name, recording.leftOut),
        ];
  });
  return [
    ...recordings,
    ...(requestsFile === undefined
      ? []
      : [
          `${basename(requestsFile.file)}: ${counted(rows, 'recorded request')}, in turn`,
          ...leftOutNote(basename(requestsFile.file), leftOut),
        ]),
    ...(shares.length > 1 ? [`requests: ${shares.join(', ')}`] : []),
    ...(feed === undefined ? [] : [`${basename(feed.file)}: ${counted(rows, 'row')}, ${orders[feed.order]}`]),
  ];
}

const orders = { inTurn: 'in turn', random: 'drawn from the seed', once: 'each at most once' } as const;

const mostReasons = 5;

/** `log: not sent: 3 that the server could not read, 1 of a web socket` */
function leftOutNote(name: string, leftOut: ReadonlyMap<string, number> = new Map()): string[] {
  if (leftOut.size === 0) return [];
  const reasons = [...leftOut].sort(([, a], [, b]) => b - a);
  const rest = reasons.slice(mostReasons).reduce((sum, [, records]) => sum + records, 0);
  const shown = reasons.slice(0, mostReasons).map(([why, records]) => `${count(records)} ${why}`);
  return [`${name}: not sent: ${[...shown, ...(rest > 0 ? [`${count(rest)} others`] : [])].join(', ')}`];
}

/** Over all repeats, up to a phase that only time ends: how many rows that takes is not known. */
function takeRows(scenario: Scenario, target: TargetSpec): void {
  let rowsTaken = 0;
  for (let repeat = 0; repeat < scenario.repeats; repeat += 1) {
    for (const phase of phasesOf(scenario, target)) {
      const seed = arrivalSeed(scenario, phase, repeat);
      const planned = requestsOf(phase, seed, scenario.maxRequests);
      if (!Number.isFinite(planned)) return;
      if (planned > 0)
        rowsTaken += pickedRequests(scenario, { seed, rowsTaken, planned, most: planned })?.rowsIn(planned) ?? 0;
    }
  }
}
