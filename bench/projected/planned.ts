import { burstOfFiveCheck } from '../../src/planner/validation/checks/burst-of-five.ts';
import { phaseIn, type SeenRun } from '../../src/planner/validation/checks/check.ts';
import { disturbanceOf } from '../../src/planner/validation/checks/noise.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';
import { runBeside } from './run-beside.ts';

const repeats = 2;
const busyLoops = 3;

/**
 * The environments of 60/s, planned from a quiet burst of 5 as `rollcall validate` does. A quiet run has as many, and the figure that a run
 * projects does not move with what else the machine does.
 */
export const planned: Benchmark = {
  about: 'planned figures: whether the environments of a rate follow from a burst of 5, however busy this machine is',
  run: async () => plannedRate(),
};

function plannedRate(): Figure[] {
  const { learn, test } = burstOfFiveCheck;
  if (learn === undefined) throw new Error('the check learns from no run');
  const learned = seen(learn, 0);
  const scenario = test(learned);
  const [quiet, busy] = [0, busyLoops].map((loops) => Array.from({ length: repeats }, () => seen(scenario, loops)));
  const [first] = quiet ?? [];
  const planned = first && environmentsOf(first, learned)?.predicted;
  if (planned === undefined) throw new Error('the burst of 5 says nothing of its calls');
  const off = (counts: readonly number[]) =>
    atMost(Number(Math.max(...counts.map((count) => 100 * Math.abs(planned / count - 1))).toFixed(1)), 10, '%');
  const projected = (runs: readonly SeenRun[] = []) =>
    runs.map((run) => phaseIn(run, 'steady').projected?.environments ?? Number.NaN);
  const figure = (what: string, counts: readonly number[]) => ({ what, value: counts.join(', '), target: off(counts) });
  return [
    { what: '60/s, planned from a burst of 5: environments', value: `${planned}` },
    ...(quiet ?? []).map((run): Figure => measuredFigure(run, learned, off)),
    figure('  projected by these runs', projected(quiet)),
    figure(`  projected by runs beside ${busyLoops} busy loops`, projected(busy)),
  ];
}

/** Without a target where something disturbed the run: it was not quiet. */
function measuredFigure(run: SeenRun, learned: SeenRun, off: (counts: readonly number[]) => Figure['target']): Figure {
  const why = disturbanceOf(burstOfFiveCheck, run, learned);
  const measured = environmentsOf(run, learned)?.measured ?? Number.NaN;
  const what = '  measured in a quiet run';
  if (why !== undefined) return { what, value: `${measured}, disturbed: ${why}` };
  const target = off([measured]);
  return { what, value: `${measured}`, ...(target && { target }) };
}

const seen = (scenario: Readonly<Record<string, unknown>>, loops: number): SeenRun => ({
  result: runBeside(loops, JSON.stringify(scenario)),
  samples: [],
});

const environmentsOf = (run: SeenRun, learned: SeenRun) =>
  burstOfFiveCheck.compare(run, learned).find(({ quantity }) => quantity === 'environments');
