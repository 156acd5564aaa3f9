import { optional } from '../../model/optional.ts';
import type { PhaseResult } from '../../model/run-result.ts';
import type { WorkerPhase, WorkerResult } from '../../model/schema/client/workers.ts';
import { workerCalibration } from '../../stats/machine/worker-calibration.ts';
import { phaseIn, type RunToMerge, type Stage, shiftMs, startOf } from './run-to-merge.ts';

/** By target, of the samples that were read: how many, and the first send of each stage. */
export interface SeenOfRun {
  readonly received: number;
  readonly firstSentAtMs: number | undefined;
}

interface Whose {
  readonly run: RunToMerge;
  readonly runs: readonly RunToMerge[];
  readonly target: string;
  readonly stages: readonly Stage[];
  readonly clockBoundMs: number | undefined;
  seenIn(stage: Stage): SeenOfRun;
}

/** A run as a worker of the merged one: what it was to begin is what the first of them began. */
export function workerOfRun({ run, runs, target, stages, clockBoundMs, seenIn }: Whose): WorkerResult {
  const { result, scenario, name } = run;
  const phases = stages
    .filter((stage) => stage.target === target)
    .flatMap((stage) =>
      phaseIn(result, stage)?.requests.sent === 0 ? [] : [workerPhase(stage, seenIn(stage), { run, runs })],
    );
  // How near its limits a machine was counts the connections of the whole run: that doubt is carried over.
  const { openFiles, ports, ...host } = result.targets.find((one) => one.name === target)?.client.host ?? {};
  const total = (key: 'sent' | 'received') => phases.reduce((sum, phase) => sum + (phase[key] ?? 0), 0);
  return {
    ...{ name, version: result.tool.version, threads: scenario.threads },
    ...{ cores: result.machine.cpus, memoryMb: result.machine.memoryMb },
    ...(Object.keys(host).length > 0 && { host }),
    ...optional('calibration', workerCalibration(result.calibration)),
    // The epoch is one clock for all; nobody measured how far from it each is.
    ...optional('clock', clockBoundMs === undefined ? undefined : { offsetMs: 0, boundMs: clockBoundMs }),
    ...{ phases, samplesSent: total('sent'), samplesReceived: total('received') },
  };
}

function workerPhase(stage: Stage, seen: SeenOfRun, { run, runs }: Pick<Whose, 'run' | 'runs'>): WorkerPhase {
  const from = startOf(runs);
  const starts = runs.flatMap((one) => {
    const phase = phaseIn(one.result, stage);
    return phase === undefined ? [] : [phase.startedAtMs + shiftMs(one, from)];
  });
  const own = phaseIn(run.result, stage);
  return {
    ...{ phase: stage.phase, repeat: stage.repeat, plannedStartMs: Math.min(...starts) },
    ...optional('achievedStartMs', seen.firstSentAtMs),
    ...optional('sendLagMs', own?.schedule?.sendLagMs),
    ...optional('planned', own?.schedule?.asked),
    ...{ sent: recordedIn(own), received: seen.received },
  };
}

const recordedIn = (phase: PhaseResult | undefined): number =>
  phase === undefined ? 0 : phase.requests.sent + phase.requests.notSent;
