import { fieldOf } from '../reading/expected.ts';
import type { Path, Problem } from '../reading/problem.ts';
import { problem } from '../written.ts';

/** Memory in MB that a task may have by its vCPUs. Source: Amazon ECS developer guide, "Task CPU and memory" for Fargate. */
const sizes: readonly {
  readonly vcpu: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
}[] = [
  { vcpu: 0.25, least: 512, most: 2048, step: 512 },
  { vcpu: 0.5, least: 1024, most: 4096, step: 1024 },
  { vcpu: 1, least: 2048, most: 8192, step: 1024 },
  { vcpu: 2, least: 4096, most: 16_384, step: 1024 },
  { vcpu: 4, least: 8192, most: 30_720, step: 1024 },
  { vcpu: 8, least: 16_384, most: 61_440, step: 4096 },
  { vcpu: 16, least: 32_768, most: 122_880, step: 8192 },
];

/** Task sizes that AWS does not sell. Ignores what the schema reports. */
export function fargateProblems(option: unknown, path: Path): Problem[] {
  const [vcpu, memoryMb] = [fieldOf(option, 'vcpu'), fieldOf(option, 'memoryMb')];
  if (typeof vcpu !== 'number') return [];
  const size = sizes.find((each) => each.vcpu === vcpu);
  if (size === undefined) {
    const known = sizes.map((each) => each.vcpu);
    return [problem([...path, 'vcpu'], `expected a size of Fargate, ${known.join(', ')} vCPU, got ${vcpu}`)];
  }
  const { least, most, step } = size;
  return [memoryMb]
    .flat()
    .filter((mb): mb is number => typeof mb === 'number' && (mb < least || mb > most || (mb - least) % step !== 0))
    .map((mb) =>
      problem(
        [...path, 'memoryMb'],
        `expected ${least} to ${most} MB in steps of ${step}, which Fargate has for ${vcpu} vCPU, got ${mb}`,
      ),
    );
}
