import { describe, expect, it } from 'vitest';
import { probedPhases } from '../../../../src/experiment/probe/probed-phases.ts';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';

const costs = {
  init: { cpuMs: 80, waitMs: 10 },
  coldCall: { cpuMs: 4, waitMs: 150 },
  warmCall: { cpuMs: 2, waitMs: 150 },
};

function probed(cpus: number, ...load: string[]) {
  const text = [
    'name: x',
    'question: q',
    'workload: { kind: builtin, call: { ioMs: 1 } }',
    'targets: [{ name: t, kind: local-lambda }]',
    'load:',
    ...load.map((phase, index) => `  - { name: p${index}, ${phase} }`),
  ].join('\n');
  const scenario = parseScenario(text, { file: 'x.yaml', overrides: [] });
  return scenario.targets.flatMap((target) => probedPhases(scenario, target, costs, cpus));
}

const steady = 'kind: constantRate, ratePerSecond: 60, durationMs: 5000';

describe('whether this machine can carry a phase', () => {
  it('60/s cold on 2 CPUs: no, as 60 x 84 ms are 5 CPUs; at about 2 x 0.9 / 84 ms = 21/s; warm it can', () => {
    const [phase] = probed(2, steady);
    // The first environment is idle after 244 ms: by then 60 x 0.244 = 14.6 requests have arrived.
    expect(phase).toMatchObject({ name: 'p0', carried: false, perSecond: 60, environments: 15 });
    expect(phase?.environmentsHere).toBeGreaterThan(1.2 * 15);
    expect(phase?.carriedPerSecond).toBeGreaterThan(18);
    expect(phase?.carriedPerSecond).toBeLessThan(30);
    expect(phase?.carriedWarmPerSecond).toBe(60);
  });

  it('60/s cold on 16 CPUs: yes', () => {
    // Here 84 ms take 84 / 0.9 = 93 ms: 60 x 0.253 = 15.2.
    expect(probed(16, steady)).toMatchObject([{ carried: true, environments: 15, environmentsHere: 16 }]);
  });

  it('with `start: warm`: 60 x 0.152 s = 9.12 in flight, 19 environments, and none is started by a request', () => {
    expect(probed(2, `${steady}, start: warm`)).toMatchObject([
      { carried: true, environments: 19, environmentsHere: 19 },
    ]);
  });

  it('finds the environments of the phases before it', () => {
    expect(probed(2, 'kind: burst, size: 20', steady)).toMatchObject([
      { name: 'p0', carried: true, atOnce: 20 },
      { name: 'p1', carried: true, environments: 20, environmentsHere: 20 },
    ]);
  });

  it('a ramp of 0 to 60/s in 20 s: its environments are added slowly', () => {
    const ramp = 'kind: rampingRate, stages: [{ durationMs: 20000, toRatePerSecond: 60 }]';
    expect(probed(2, ramp)).toMatchObject([{ carried: true, perSecond: 60 }]);
  });

  it('a burst of 700 on 2 CPUs: each computes 350 times for 84 ms / 0.9, and an answer may take 30 s: 638 are possible', () => {
    const [phase] = probed(2, 'kind: burst, size: 700');
    // floor((30,000 - 160) / 93.3) = 319 for each CPU.
    expect(phase).toMatchObject({ carried: false, atOnce: 700, carriedAtOnce: 638 });
    expect(phase?.lastAnswerMs).toBeCloseTo(350 * (84 / 0.9) + 160, 6);
    expect(probed(2, 'kind: burst, size: 638')[0]?.carried).toBe(true);
  });
});
