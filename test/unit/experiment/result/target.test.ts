import { expect, it } from 'vitest';
import { Observation, Tally } from '../../../../src/experiment/observe/observation.ts';
import { assembleTarget } from '../../../../src/experiment/result/target.ts';
import { scenarioSchema } from '../../../../src/scenario/schema.ts';
import { Secrets } from '../../../../src/scenario/secrets/secrets.ts';
import { invocationOf } from '../../billing/invocation-of.ts';
import { sampleOf } from '../../stats/sample-of.ts';

const scenario = scenarioSchema.parse({
  ...{ name: 'memory', question: 'How much?', workload: { kind: 'builtin', call: { ioMs: 1 } } },
  targets: [{ name: 'fn', kind: 'local-lambda', memoryMb: 512 }],
  load: [{ name: 'burst', kind: 'burst', size: 2 }],
});

/** One environment, whose calls ran with these memory sizes. */
function allocatedMb(sizes: readonly number[]) {
  const [spec] = scenario.targets;
  if (spec === undefined) throw new Error('no target');
  const seen = new Observation(spec);
  const identity = { instanceId: 'a', coldStart: false };
  seen.tally.add(sampleOf({ sentAtMs: 0, completedAtMs: 150, identity }));
  const invocations = sizes.map((memorySizeMb) => invocationOf({ memorySizeMb }));
  const peak = { rssMb: 40, processes: 1, scans: 1 };
  seen.repeats.push({ health: {}, notMeasured: [], account: { invocations, environmentEvents: [] }, peak });
  return assembleTarget(seen, { scenario, secrets: new Secrets([], undefined), startedAtEpochMs: 0 }).memory
    ?.allocatedMb;
}

it('allocated is by what calls ran with: 256 MB, without any the 512 MB of the scenario, and of two sizes nothing is said', () => {
  expect(allocatedMb([256, 256])).toBe(256);
  expect(allocatedMb([])).toBe(512);
  expect(allocatedMb([256, 512])).toBeUndefined();
});

it('has 1.25 requests in flight on average: 150 and 100 ms in a phase of 200 ms', () => {
  const [spec] = scenario.targets;
  const [phase] = scenario.load;
  if (spec === undefined || phase === undefined) throw new Error('no target or phase');
  const seen = new Observation(spec);
  const tally = new Tally();
  const identity = { instanceId: 'a', coldStart: false };
  tally.add(sampleOf({ sentAtMs: 0, completedAtMs: 150, identity }));
  tally.add(sampleOf({ sentAtMs: 50, completedAtMs: 150, identity }));
  seen.tally.merge(tally);
  seen.phases.push({ phase, repeat: 0, startedAtMs: 0, finishedAtMs: 200, tally });
  const { meanInFlight, phases } = assembleTarget(seen, {
    ...{ scenario, secrets: new Secrets([], undefined), startedAtEpochMs: 0 },
  });
  expect([meanInFlight, phases[0]?.meanInFlight]).toEqual([1.25, 1.25]);
});
