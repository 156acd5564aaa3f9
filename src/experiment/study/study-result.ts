import { optional } from '../../model/optional.ts';
import {
  type StudyCell,
  type StudyGroup,
  type StudyResult,
  studySchemaVersion,
} from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { factorsOf, type StudyCellSpec } from '../../scenario/study/cells.ts';
import { plannedRuns, remaining } from '../../scenario/study/plan.ts';
import { waitOf } from '../../scenario/study/protocols/idle-lifetime.ts';
import { protocolOf } from '../../scenario/study/protocols.ts';
import type { Study } from '../../scenario/study/study.ts';
import { effectsOf } from '../../stats/study/effects.ts';
import { groupOf, type PooledSamples, pooledSamples } from '../../stats/study/groups.ts';
import { idleLives } from '../../stats/study/life/idle-life.ts';
import { comparedMetrics, roundDifferences } from '../../stats/study/rounds.ts';
import { isDeployed } from '../../target-kinds/target-kinds.ts';
import { describeMachine } from '../result/machine.ts';
import { notSent } from './call-sample.ts';
import { contentionDoubt } from './contention-doubt.ts';
import type { StudyRun } from './run-study.ts';
import { snapshotNotes } from './snapshot-notes.ts';
import { tuningsOf } from './tuning.ts';

export interface StudyInput {
  readonly study: Study;
  readonly cells: readonly StudyCellSpec[];
  readonly samples: readonly StudySample[];
  readonly run: StudyRun;
  readonly file: string;
  readonly version: string;
  readonly startedAtEpochMs: number;
  readonly finishedAtEpochMs: number;
}

/** What the samples of a study say. */
export function assembleStudy(input: StudyInput): StudyResult {
  const { study, cells, samples, run } = input;
  const { protocol } = study;
  const module = protocolOf(protocol);
  const pooled = pooledSamples(samples);
  const factors = factorsOf(study.matrix).map(({ name, levels }) => ({
    name,
    levels: levels.map((level) => level.name),
  }));
  const measures = Object.keys(study.measure);
  const ofCells = cellsOf(input, pooled);
  return {
    schemaVersion: studySchemaVersion,
    tool: { name: 'rollcall', version: input.version },
    ...{ name: study.name, question: study.question, file: input.file },
    status: run.interrupted ? 'interrupted' : 'complete',
    startedAt: new Date(input.startedAtEpochMs).toISOString(),
    finishedAt: new Date(input.finishedAtEpochMs).toISOString(),
    seed: protocol.seed,
    protocol: { kind: protocol.kind, words: [...module.words(protocol)] },
    where: whereOf(study),
    factors,
    rounds: protocol.rounds.map(({ name }) => name),
    starts: [...module.starts],
    cells: ofCells,
    effects: effectsOf(factors, cells, pooled),
    roundDifferences: roundDifferences(pooled, [...comparedMetrics, ...measures]),
    tunings: tuningsOf(study, cells, pooled),
    machine: describeMachine(),
    ...optional('enforcedCpu', run.enforcesCpu),
    doubts: contentionDoubt(samples),
    notes: [...run.notes, ...snapshotNotes(ofCells, memoryMbOf(cells)), ...missingMeasures(samples, measures)],
  };
}

const memoryMbOf =
  (cells: readonly StudyCellSpec[]) =>
  ({ id }: StudyCell): number | undefined => {
    const target = cells.find((cell) => cell.id === id)?.target;
    return target !== undefined && 'memoryMb' in target ? target.memoryMb : undefined;
  };

function whereOf({ target }: Study): StudyResult['where'] {
  if (target === undefined) return 'processes';
  return isDeployed(target) ? 'deployed' : 'embedded';
}

function cellsOf({ study, cells, samples, run }: StudyInput, pooled: readonly PooledSamples[]): StudyCell[] {
  const { protocol } = study;
  const planned = plannedRuns(protocol, cells);
  const { left } = remaining(planned, samples, protocolOf(protocol).samplesPerRun(protocol));
  const of =
    (id: string) =>
    ({ cell }: { readonly cell: string }) =>
      cell === id;
  return cells.map(({ id, levels }) => {
    const runs = planned.filter(of(id)).length;
    return {
      ...{ id, levels },
      ...optional('unavailable', run.unavailable.get(id)),
      ...optional('package', run.packages.get(id)),
      ...{ planned: runs, done: runs - left.filter(of(id)).length },
      failures: failuresOf(samples.filter(of(id))),
      groups: pooled.filter(of(id)).map(groupOf).sort(inOrder(study)),
      ...optional('idleLives', idleLivesOf(study, samples.filter(of(id)))),
    };
  });
}

const idleLivesOf = ({ protocol }: Study, samples: readonly StudySample[]): StudyCell['idleLives'] =>
  protocol.kind === 'idle-lifetime' ? idleLives(samples, (run) => waitOf(protocol, run)) : undefined;

/** By round, then by start: samples come as their runs end. */
function inOrder({ protocol }: Study): (one: StudyGroup, other: StudyGroup) => number {
  const rounds = protocol.rounds.map(({ name }) => name);
  const { starts } = protocolOf(protocol);
  const place = ({ round, start }: StudyGroup) => rounds.indexOf(round) * starts.length + starts.indexOf(start);
  return (one, other) => place(one) - place(other);
}

/** The most frequent first; calls that were not sent for another one's failure last. */
function failuresOf(samples: readonly StudySample[]): StudyCell['failures'] {
  const counts = new Map<string, number>();
  for (const { error } of samples) if (error !== undefined) counts.set(error, (counts.get(error) ?? 0) + 1);
  return [...counts].map(([message, count]) => ({ message, count })).sort((a, b) => rank(b) - rank(a));
}

const rank = ({ message, count }: StudyCell['failures'][number]): number => (message === notSent ? 0 : count);

/** A path that names no number would only show as a missing column. */
function missingMeasures(samples: readonly StudySample[], measures: readonly string[]): string[] {
  const answered = samples.filter(({ error }) => error === undefined);
  return measures.flatMap((name) => {
    const missing = answered.filter((sample) => sample.measures?.[name] === undefined).length;
    return missing === 0
      ? []
      : [`${missing} of ${answered.length} answers have no number \`${name}\`: see \`measure\`.`];
  });
}
