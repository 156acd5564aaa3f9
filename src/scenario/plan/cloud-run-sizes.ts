import type { Path, Problem } from '../reading/problem.ts';
import { problem } from '../written.ts';

/** Memory in MB that an instance may have by its vCPUs. Source: Cloud Run, "Configure CPU limits for services". */
const sizes: readonly { readonly vcpu: number; readonly least: number; readonly most: number }[] = [
  { vcpu: 1, least: 128, most: 4096 },
  { vcpu: 2, least: 128, most: 8192 },
  { vcpu: 4, least: 2048, most: 16_384 },
  { vcpu: 6, least: 4096, most: 24_576 },
  { vcpu: 8, least: 4096, most: 32_768 },
];
const leastVcpu = 0.08;

/** Instance sizes that Google does not sell. Ignores what the schema reports, and has its defaults. */
export function cloudRunProblems(option: unknown, path: Path): Problem[] {
  const { vcpu = 1, memoryMb = 512, concurrency = 80, billing = 'requests' } = option as Record<string, unknown>;
  if (typeof vcpu !== 'number') return [];
  const size = vcpu < 1 && vcpu >= leastVcpu ? smallSize(vcpu) : sizes.find((each) => each.vcpu === vcpu);
  if (size === undefined) {
    const known = sizes.map((each) => each.vcpu).join(', ');
    return [
      problem([...path, 'vcpu'], `expected a size of Cloud Run, ${leastVcpu} to 1, or ${known} vCPU, got ${vcpu}`),
    ];
  }
  const small = vcpu < 1 ? [['concurrency', concurrency, 1] as const, ['billing', billing, 'requests'] as const] : [];
  return [
    ...[memoryMb]
      .flat()
      .filter((mb) => typeof mb === 'number' && (mb < size.least || mb > size.most))
      .map((mb) =>
        problem(
          [...path, 'memoryMb'],
          `expected ${size.least} to ${size.most} MB, which Cloud Run has for ${vcpu} vCPU, got ${mb}`,
        ),
      ),
    ...small
      .filter(([, value, expected]) => value !== expected)
      .map(([key, value, expected]) =>
        problem([...path, key], `expected ${expected}, which Cloud Run asks of less than 1 vCPU, got ${String(value)}`),
      ),
  ];
}

const smallSize = (vcpu: number) => ({ vcpu, least: 128, most: vcpu < 0.5 ? 512 : 1024 });
