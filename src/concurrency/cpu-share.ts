/** This memory size has one vCPU; CPU is proportional (docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
const mbPerVcpu = 1769;

/** Reportedly, whatever the memory size. */
const initVcpus = 2;

/** `vcpusAt(1769, 'call')`: 1. An initialization has 2 vCPU at least. */
export function vcpusAt(memoryMb: number, stage: 'init' | 'call'): number {
  const vcpus = memoryMb / mbPerVcpu;
  return stage === 'init' ? Math.max(vcpus, initVcpus) : vcpus;
}
