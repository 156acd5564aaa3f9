import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import { optional } from '../../model/optional.ts';
import type { Sample } from '../../model/sample.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { askedPercentiles } from '../../scenario/thresholds/asked-percentiles.ts';
import { BurstSizes, sizesOfBursts } from '../../stats/parts/burst-sizes.ts';
import { ScheduleKept } from '../../stats/schedule-kept.ts';
import { Observation, Tally } from '../observe/observation.ts';
import { phaseIn, type RunToMerge, type Stage, shiftMs, startOf } from './run-to-merge.ts';

/** Adds up samples as a run does that fires them. */
export class Replay {
  readonly seen: readonly Observation[];
  private readonly runs: readonly RunToMerge[];
  private readonly scenario: Scenario;
  private going: Going | undefined;

  constructor(runs: readonly RunToMerge[], scenario: Scenario) {
    [this.runs, this.scenario] = [runs, scenario];
    const [first] = runs;
    this.seen = scenario.targets.map((target) => {
      const known = first?.result.targets.find(({ name }) => name === target.name);
      const { reports, notes = [], ...facts } = known?.deployed ?? {};
      const deployed = known?.deployed && { function: { ...known.deployed, ...facts }, notes };
      const observation = new Observation(target, { percentiles: askedPercentiles(scenario), deployed });
      observation.url = known?.url;
      return observation;
    });
  }

  /** Every stage in turn, also those without a sample. */
  begin(stage: Stage): void {
    this.end();
    const seen = this.seen.find(({ target }) => target.name === stage.target);
    const phase = this.scenario.load.find(({ name }) => name === stage.phase);
    if (seen === undefined || phase === undefined) throw new Error(`no phase ${stage.phase} at ${stage.target}`);
    this.going = { stage, seen, phase, ...totalsOf(phase, seen) };
  }

  add(sample: Sample): void {
    const { seen, tally, schedule, bySize } = this.going ?? {};
    seen?.note(sample);
    tally?.add(sample);
    schedule?.add(sample);
    bySize?.add(sample);
  }

  end(): void {
    if (this.going === undefined) return;
    const { stage, seen, phase, tally, schedule, bySize } = this.going;
    seen.tally.merge(tally);
    seen.phases.push({
      ...{ phase, repeat: stage.repeat, tally, ...this.timesOf(stage) },
      ...optional('schedule', schedule?.finish()),
      ...optional('bySize', bySize?.finish()),
    });
    this.going = undefined;
  }

  /** From the first begin of the runs to their last end. */
  private timesOf(stage: Stage): { startedAtMs: number; finishedAtMs: number } {
    const from = startOf(this.runs);
    const times = this.runs.flatMap((run) => {
      const phase = phaseIn(run.result, stage);
      return phase === undefined ? [] : [{ phase, shift: shiftMs(run, from) }];
    });
    return {
      startedAtMs: Math.min(...times.map(({ phase, shift }) => phase.startedAtMs + shift)),
      finishedAtMs: Math.max(...times.map(({ phase, shift }) => phase.finishedAtMs + shift)),
    };
  }
}

interface Totals {
  readonly tally: Tally;
  readonly schedule: ScheduleKept | undefined;
  readonly bySize: BurstSizes | undefined;
}

interface Going extends Totals {
  readonly stage: Stage;
  readonly seen: Observation;
  readonly phase: Phase;
}

function totalsOf(phase: Phase, { percentiles }: Observation): Totals {
  const module = moduleOf(phase);
  const sizes = module.shape === 'rounds' ? sizesOfBursts(module.load(phase, noArrivals)) : undefined;
  return {
    tally: new Tally(percentiles),
    schedule: module.shape === 'due' ? new ScheduleKept() : undefined,
    bySize: sizes && new BurstSizes(sizes),
  };
}

/** Rounds have a plan of their own. */
const noArrivals = {
  seed: 0,
  readFile: (): never => {
    throw new Error('a phase of rounds reads no file');
  },
};
