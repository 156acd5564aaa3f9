import type { TargetResult } from '../../model/run-result.ts';
import type { HostUse } from '../../model/schema/client/host-use.ts';
import { groupBy } from '../../stats/group.ts';
import { counted } from '../../text/format.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';

/** What each machine that fired did during the load: generator, targets on it, and all other processes. */
export function hostReasons(target: TargetResult): Reason[] {
  const { host, workers = [] } = target.client;
  const own = host === undefined ? [] : reasonsOf(target, host, target.requests.sent);
  const ofWorkers = workers.flatMap(({ name, host: machine, samplesReceived }) =>
    machine === undefined ? [] : reasonsOf(target, machine, samplesReceived).map((found) => ({ name, found })),
  );
  return [...own, ...[...groupBy(ofWorkers, ({ found }) => found.code).values()].flatMap(together)];
}

/** One for all workers of which it holds, with the facts of the first. */
function together([first, ...others]: readonly { readonly name: string; readonly found: Reason }[]): Reason[] {
  if (first === undefined) return [];
  const also = others.length === 0 ? '' : ` (and in the same way on ${counted(others.length, 'other worker')})`;
  return [{ ...first.found, message: `on ${first.name}${also}: ${first.found.message}` }];
}

function reasonsOf({ name: target }: TargetResult, host: HostUse, sent: number): Reason[] {
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
