import type { RunResult } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';

/**
 * Cold starts with the init of their environment as the result has it: the platform's, from the start of the process, which
 * is what is billed. An instance that reports its own init can only count from its own start.
 */
export function withToldInit({ targets }: RunResult, samples: readonly Sample[]): Sample[] {
  const initOf = new Map(
    targets.flatMap(({ name, environments }) =>
      environments.list.map(({ instanceId, initMs }) => [keyOf(name, instanceId), initMs] as const),
    ),
  );
  return samples.map((sample) => {
    const { identity, target, meters } = sample;
    const initMs = identity?.coldStart === true ? initOf.get(keyOf(target, identity.instanceId)) : undefined;
    return initMs === undefined ? sample : { ...sample, meters: { ...meters, initMs } };
  });
}

const keyOf = (target: string, instanceId: string): string => JSON.stringify([target, instanceId]);
