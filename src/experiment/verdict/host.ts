import type { TargetResult } from '../../model/run-result.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';

/** What the whole machine did during the load: generator, targets and all other processes. */
export function hostReasons({ name: target, requests: { sent }, client: { host } }: TargetResult): Reason[] {
  if (host === undefined) return [];
  const { cpuShare = 0, stealShare = 0, listenOverflows = 0, synRetransmits = 0, openFiles, ports } = host;
  const segments = (host.retransmits ?? 0) - synRetransmits;
  return present([
    cpuShare > limit.highestCpuShare ? reasonFor('host-saturated', { target, share: cpuShare }) : undefined,
    stealShare > limit.highestStealShare ? reasonFor('stolen-cpu', { target, share: stealShare }) : undefined,
    listenOverflows > 0 ? reasonFor('accept-queue', { target, times: listenOverflows }) : undefined,
    synRetransmits > 0 ? reasonFor('syn-retransmits', { target, attempts: synRetransmits }) : undefined,
    segments >= limit.fewestRetransmits && segments > limit.highestRetransmitShare * sent
      ? reasonFor('retransmits', { target, segments, sent })
      : undefined,
    isNearLimit(openFiles) ? reasonFor('file-descriptors', { target, ...openFiles }) : undefined,
    isNearLimit(ports) ? reasonFor('ports', { target, ...ports }) : undefined,
  ]);
}

interface Headroom {
  readonly used: number;
  readonly limit: number;
}

const isNearLimit = (headroom: Headroom | undefined): headroom is Headroom =>
  headroom !== undefined && headroom.used > limit.highestHeadroomShare * headroom.limit;
