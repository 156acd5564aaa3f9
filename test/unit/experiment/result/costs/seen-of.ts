import { Observation, type ObservedPhase } from '../../../../../src/experiment/observe/observation.ts';
import type { BilledPart } from '../../../../../src/experiment/result/costs/bill.ts';
import type { PlatformAccount } from '../../../../../src/launch/running-target.ts';
import type { AwsFunction } from '../../../../../src/model/platform/deployed.ts';
import type { Invocation } from '../../../../../src/model/platform/invocation.ts';
import { scenarioSchema } from '../../../../../src/scenario/schema.ts';
import { sampleOf } from '../../../stats/sample-of.ts';

const scenario = (target: object, fields: object = {}) =>
  scenarioSchema.parse({
    name: 'bill',
    question: 'What did it cost?',
    workload: { kind: 'builtin', call: { ioMs: 1 } },
    targets: [{ name: 'fn', ...target }],
    load: [{ name: 'burst', kind: 'burst', size: 2 }],
    ...fields,
  });

export interface Seen {
  readonly accounts?: readonly PlatformAccount[];
  readonly told?: Partial<AwsFunction>;
  readonly scenarioFields?: object;
}

/** Two answers of one instance, 100 and 200 ms of their handler, 30 and 20 ms of CPU, from 0 to 1000 ms; a load of 2 s. */
export function seenOf(target: object, { accounts = [], told, scenarioFields }: Seen = {}) {
  const of = scenario(target, scenarioFields);
  const [spec] = of.targets;
  if (spec === undefined) throw new Error('no target');
  const deployed = told && { function: { functionName: 'fn', region: 'us-east-1', ...told }, notes: [] };
  const seen = new Observation(spec, { deployed });
  const identity = { instanceId: 'a', coldStart: false };
  seen.tally.add(sampleOf({ sentAtMs: 0, completedAtMs: 150, identity, meters: { handlerMs: 100, cpuMs: 30 } }));
  seen.tally.add(sampleOf({ sentAtMs: 600, completedAtMs: 1000, identity, meters: { handlerMs: 200, cpuMs: 20 } }));
  for (const account of accounts) seen.repeats.push({ health: {}, notMeasured: [], account });
  seen.phases.push({ startedAtMs: 0, finishedAtMs: 2000 } as ObservedPhase);
  const part: BilledPart = { tallied: seen.tally.finish(), accounts, loadMs: 2000, isWhole: true };
  return { scenario: of, seen, part };
}

export const account = (invocations: readonly Invocation[], rest: Partial<PlatformAccount> = {}): PlatformAccount => ({
  ...{ invocations, environmentEvents: [] },
  ...rest,
});
