import { expect, it } from 'vitest';
import { Observation } from '../../../../src/experiment/observe/observation.ts';
import { assembleMemory } from '../../../../src/experiment/result/memory.ts';
import type { EnvironmentEvent, EnvironmentState } from '../../../../src/model/platform/telemetry.ts';
import { scenarioSchema } from '../../../../src/scenario/schema.ts';
import { MeasuresAccumulator } from '../../../../src/stats/measures.ts';

const scenario = scenarioSchema.parse({
  ...{ name: 'memory', question: 'How much?', workload: { kind: 'builtin', call: { ioMs: 1 } } },
  targets: [
    { name: 'fn', kind: 'local-lambda', memoryMb: 512 },
    { name: 'server', kind: 'node-server' },
  ],
  load: [{ name: 'burst', kind: 'burst', size: 2 }],
});

const event = (environmentId: string, state: EnvironmentState, atEpochMs: number): EnvironmentEvent => ({
  ...{ type: 'rollcall.environment', time: '', record: { environmentId, pid: 7, state, atEpochMs } },
});

/** The environments a and b, of which a stops at 50, and c from 60 on. */
const environmentEvents = [
  ...[event('a', 'starting', 0), event('b', 'starting', 0), event('a', 'stopped', 50), event('c', 'starting', 60)],
];

function memoryOf(target: number, peakAlive: number, fullest: { atEpochMs: number; rssMb: number; pssMb: number }[]) {
  const [spec] = scenario.targets.slice(target);
  if (spec === undefined) throw new Error('no target');
  const seen = new Observation(spec);
  for (const scan of fullest) {
    const peak = { rssMb: scan.rssMb, pssMb: scan.pssMb + 20, processes: 3, scans: 4 };
    const account = spec.kind === 'local-lambda' ? { account: { invocations: [], environmentEvents } } : {};
    seen.repeats.push({ ...{ health: {}, notMeasured: [], peak, fullest: scan }, ...account });
  }
  return assembleMemory(seen, { ...new MeasuresAccumulator().finish().environments, peakAlive });
}

it('per environment: 120 MB RSS and 80 MB PSS at 40, when two were alive, are 60 and 40 MB, beside 512 MB allocated', () => {
  expect(memoryOf(0, 2, [{ atEpochMs: 40, rssMb: 120, pssMb: 80 }])?.perInstance).toEqual({
    ...{ instances: 2, rssMb: 60, pssMb: 40, allocatedMb: 512 },
  });
});

it('of two repeats the one with the higher sum: 130 MB at 55, when only b was alive', () => {
  const scans = [40, 55].map((atEpochMs, index) => ({ atEpochMs, rssMb: 120 + 10 * index, pssMb: 65 }));
  expect(memoryOf(0, 2, scans)?.perInstance).toMatchObject({ instances: 1, rssMb: 130, pssMb: 65 });
});

it('of a server by its processes that answered: 300 MB by 3; with none, or none alive, it is absent', () => {
  const scan = { atEpochMs: 40, rssMb: 300, pssMb: 200 };
  expect(memoryOf(1, 3, [scan])?.perInstance).toMatchObject({ instances: 3, rssMb: 100, pssMb: 200 / 3 });
  expect(memoryOf(1, 0, [scan])?.perInstance).toBeUndefined();
  expect(memoryOf(0, 2, [{ ...scan, atEpochMs: -1 }])?.perInstance).toBeUndefined();
});
