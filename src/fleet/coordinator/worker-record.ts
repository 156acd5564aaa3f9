import { optional } from '../../model/optional.ts';
import type { HostUse } from '../../model/schema/client/host-use.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';
import { hostOverRepeats } from '../../stats/machine/host-over-repeats.ts';
import type { Hello } from '../protocol/messages.ts';
import type { KnownClock } from './worker-clock.ts';
import type { WorkerPart } from './worker-part.ts';

interface Whereabouts {
  readonly hello: Hello;
  readonly threads: number;
  readonly clock: KnownClock | undefined;
  readonly lost: WorkerResult['lost'];
}

/** What one worker did in a run. */
export class WorkerRecord {
  private readonly parts: { readonly part: WorkerPart; readonly startMs: number }[] = [];
  /** Of its machine: one for each repeat of a target; undefined where it did not answer. */
  private readonly hosts: { readonly target: string; readonly host: HostUse | undefined }[] = [];

  begin(part: WorkerPart, startMs: number): void {
    this.parts.push({ part, startMs });
  }

  /** @param host of the load that has just ended; undefined if it did not answer */
  observed(host: HostUse | undefined): void {
    const target = this.parts.at(-1)?.part.target;
    if (target !== undefined) this.hosts.push({ target, host });
  }

  /** Of its phases at a target; -Infinity without one. */
  lastStartMs(target: string): number {
    return Math.max(...this.of(target).map(({ startMs }) => startMs));
  }

  /**
   * What it did at a target. It is lost for those alone whose load it had not handed over.
   * @param lastStartMs when the last phase of the target began, on any worker
   */
  result(target: string, lastStartMs: number, { hello, threads, clock, lost }: Whereabouts): WorkerResult {
    const own = this.of(target);
    const counts = own.map(({ part }) => part.counts);
    const sent = counts.map((one) => one.sent);
    const isComplete = sent.every((one) => one !== undefined) && lastStartMs <= (lost?.atMs ?? lastStartMs);
    const seen = this.hosts.filter((one) => one.target === target).map(({ host }) => host);
    const hosts = seen.filter((host) => host !== undefined);
    return {
      ...{ name: hello.name, version: hello.version, threads, cores: hello.cores, memoryMb: hello.memoryMb },
      ...(clock && {
        clock: {
          ...{ offsetMs: clock.middleOffsetMs, boundMs: clock.usedWithinMs },
          ...{ driftPpm: clock.driftPpm, driftBoundPpm: clock.driftBoundPpm },
        },
      }),
      ...optional('host', hostOverRepeats(hosts)),
      ...(hosts.length < seen.length && { unobserved: true }),
      ...optional('calibration', hello.calibration),
      phases: own.map(({ part, startMs }) => part.finish(startMs)),
      ...(sent.every((one) => one !== undefined) && { samplesSent: sent.reduce((sum, one) => sum + one, 0) }),
      samplesReceived: counts.reduce((sum, { received }) => sum + received, 0),
      ...optional('lost', isComplete ? undefined : lost),
    };
  }

  private of(target: string) {
    return this.parts.filter(({ part }) => part.target === target);
  }
}
