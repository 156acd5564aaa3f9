import { vcpusAt } from '../../../src/concurrency/cpu-share.ts';

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
export const cpuQuota = (memoryMb: number, phase: 'init' | 'call'): CpuQuota => quotaOfVcpus(vcpusAt(memoryMb, phase));

/** `quotaOfVcpus(0.5)`: 10,000 us of 20,000 us, half a core. */
export const quotaOfVcpus = (vcpus: number): CpuQuota => ({
  quotaUs: Math.max(leastQuotaUs, Math.round(vcpus * periodUs)),
  periodUs,
});
