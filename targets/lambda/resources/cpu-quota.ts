/** This memory size has one vCPU; CPU is proportional (docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
const mbPerVcpu = 1769;

/** Reportedly, whatever the memory size. */
const initVcpus = 2;

/** Short, so that a small share comes in small pieces and not after one long stop. The kernel's own default is 100 ms. */
const periodUs = 20_000;

/** The kernel refuses less. */
const leastQuotaUs = 1000;

/** So much CPU time (`quotaUs`) may be used in every `periodUs`, over all CPUs. */
export interface CpuQuota {
  readonly quotaUs: number;
  readonly periodUs: number;
}

/** `cpuQuota(1769, 'call')`: 20,000 us of 20,000 us, one vCPU. An initialization has 2 vCPU at least. */
export function cpuQuota(memoryMb: number, phase: 'init' | 'call'): CpuQuota {
  const vcpus = memoryMb / mbPerVcpu;
  const granted = phase === 'init' ? Math.max(vcpus, initVcpus) : vcpus;
  return { quotaUs: Math.max(leastQuotaUs, Math.round(granted * periodUs)), periodUs };
}
