import type { ValidationRow } from '../../../model/plan/validation.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { dueIn, phaseIn, type SeenRun, targetIn, type ValidationCheck } from './check.ts';

const waitMs = 50;

const scenario = (name: string, ratePerSecond: number, durationMs: number) => ({
  name,
  question: 'How long do calls of a busy Node process take?',
  seed: 11,
  workload: { kind: 'builtin', call: { cpuMs: 5, ioMs: waitMs } },
  targets: [{ name: 'server', kind: 'node-server' }],
  load: [
    // V8 has compiled the path of a call before what is compared begins.
    { name: 'first', kind: 'constantRate', ratePerSecond: 40, durationMs: 2000 },
    { name: 'steady', kind: 'poisson', ratePerSecond, durationMs },
  ],
});

/** One process at about 20, 50 and 80 % of a CPU, learned at 10 %. */
export const serverChecks: readonly ValidationCheck[] = [30, 75, 120].map((ratePerSecond) => ({
  name: `server-${ratePerSecond}`,
  words: `a Node process at ${ratePerSecond}/s of 5 ms of CPU and ${waitMs} ms of waiting, learned at 15/s`,
  learn: scenario('server-learn', 15, 12_000),
  test: scenario(`server-${ratePerSecond}`, ratePerSecond, 20_000),
  quiet: { learned: 'steady', tested: 'steady' },
  compare: (tested, learned) => compare(`server-${ratePerSecond}`, tested, learned),
}));

function compare(check: string, tested: SeenRun, learned: SeenRun | undefined): ValidationRow[] {
  if (learned === undefined) throw new Error('nothing was learned');
  const cpuMs = targetIn(learned).demands?.call?.cpuMs.mean ?? 0;
  const loneMs = phaseIn(learned, 'steady').latencyMs.serviceTime.all?.p50 ?? 0;
  const { latencyMs } = phaseIn(tested, 'steady');
  const { latencyMs: predicted } = simulate({
    arrivals: { kind: 'times', atMs: dueIn(tested, 'steady') },
    platform: {
      ...{ kind: 'servers', servers: 1 },
      serving: {
        kind: 'event-loop',
        parts: [
          {
            cpu: { kind: 'constant', ms: cpuMs },
            wait: { time: { kind: 'constant', ms: loneMs - cpuMs }, by: 'timer' },
          },
          { cpu: { kind: 'constant', ms: 0 } },
        ],
      },
    },
    seed: 1,
  });
  const utilizationIn = (run: SeenRun) => {
    const { startedAtMs, finishedAtMs, requests } = phaseIn(run, 'steady');
    return (requests.answered * cpuMs) / (finishedAtMs - startedAtMs);
  };
  const [load, learnedAt] = [utilizationIn(tested), utilizationIn(learned)];
  const row = { check, of: 'server', load, learnedAt, unit: 'ms' } as const;
  return ([50, 99] as const).flatMap((percent) => {
    const measured = latencyMs.serviceTime.all?.[`p${percent}`];
    const value = predicted.percentile(percent);
    if (measured === undefined || value === undefined) return [];
    const tolerance = percent === 50 ? 0.03 : 0.1;
    return [{ ...row, quantity: `p${percent}` as const, predicted: value, measured, tolerance }];
  });
}
