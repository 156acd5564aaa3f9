import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readClocks } from '../../model/clock-reading.ts';
import type { MemoryPeak } from '../../model/schema/memory.ts';
import { killGroup } from '../helpers/process-group.ts';
import { startFailure } from '../helpers/start-failure.ts';
import { late, within } from '../helpers/within.ts';
import type { MeterReading } from './meter-main.ts';
import { forkMeter } from './meter-process.ts';

export interface Metered {
  readonly pid: number;
  /** What of its process tree is measured: a server as a whole; of a platform only the environments below it. */
  readonly part: 'tree' | 'descendants';
}

/** A scan of a thousand processes takes a second or two on a busy machine. */
const answerWithinMs = 10_000;
const hurriedAnswerMs = 1500;
const endWithinMs = 1000;

/** A meter that was held up for so long may have missed a peak. */
const longestStallMs = 2000;

/** Memory and CPU of a process tree while it runs, read by a process of its own. */
export class MemoryMeter implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal;
  readonly #readings: MeterReading[] = [];
  readonly #ended: Promise<string>;
  #trouble: string | undefined;

  /**
   * Undefined where there is no /proc to read.
   * @param signal of the run: aborting shortens the waits
   */
  static start(metered: Metered, signal: AbortSignal): MemoryMeter | undefined {
    return existsSync('/proc/self/smaps_rollup') ? new MemoryMeter(metered, signal) : undefined;
  }

  private constructor({ pid, part }: Metered, signal: AbortSignal) {
    this.#signal = signal;
    this.#child = forkMeter('src/launch/meters/meter-main', [String(pid), part]);
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, name) => resolve(`it ended (${name ?? `exit code ${code}`})`));
      this.#child.once('error', (error) => resolve(`it could not be started (${startFailure(error)})`));
    });
    this.#child.on('message', (reading: MeterReading) => this.#readings.push(reading));
  }

  /** Why its readings of the load are incomplete, if they are. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Scans at once. Undefined if the meter has ended or is silent, which is its `trouble`. */
  async readNow(): Promise<MeterReading | undefined> {
    if (this.#trouble !== undefined) return undefined;
    const reading = new Promise<MeterReading>((resolve) => {
      const listen = (message: MeterReading) => {
        if (!message.asked) return;
        this.#child.off('message', listen);
        resolve(message);
      };
      this.#child.on('message', listen);
    });
    if (this.#child.connected) this.#child.send('scan', () => {});
    const bound = { ms: answerWithinMs, signal: this.#signal, hurriedMs: hurriedAnswerMs };
    const answer = await within(Promise.race([reading, this.#ended]), bound);
    if (typeof answer === 'object') return answer;
    this.#trouble ??= answer === late ? 'it did not answer' : answer;
    return undefined;
  }

  /** What its readings since an instant (`process.hrtime`, ms) say. */
  since(monotonicMs: number): MeteredLoad {
    const readings = this.#readings.filter((reading) => reading.atMonotonicMs >= monotonicMs);
    const stallMs = readings.reduce((most, { lateMs }) => Math.max(most, lateMs), 0);
    if (stallMs > longestStallMs)
      this.#trouble ??= `it stood still for ${(stallMs / 1000).toFixed(1)} s, in which the peak may have been higher`;
    return { peak: peakOf(readings), fullest: fullestOf(readings), scans: scansOf(readings) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if ((await within(this.#ended, { ms: endWithinMs, signal: this.#signal })) === late) killGroup(this.#child.pid);
  }
}

/** CPU of the processes between two readings. Undefined if one is missing, or if processes ended whose time nobody has any more. */
export function cpuMsBetween(
  before: Pick<MeterReading, 'cpuMs'> | undefined,
  after: Pick<MeterReading, 'cpuMs' | 'processes'> | undefined,
): number | undefined {
  if (before === undefined || after === undefined || after.processes === 0) return undefined;
  const cpuMs = after.cpuMs - before.cpuMs;
  return cpuMs < 0 ? undefined : cpuMs;
}

/** Highest sums among the readings, each over all processes at one scan. */
export function peakOf(readings: readonly MeterReading[]): MemoryPeak {
  // Not spread into arguments: a long run has more readings than the stack takes.
  const highest = (part: (reading: MeterReading) => number) =>
    readings.reduce((most, reading) => Math.max(most, part(reading)), 0);
  return {
    ...(readings.length > 0 && { rssMb: highest((r) => r.rssMb), pssMb: highest((r) => r.pssMb) }),
    processes: readings.length === 0 ? 0 : highest((r) => r.processes),
    scans: readings.length,
  };
}

interface MeteredLoad {
  readonly peak: MemoryPeak;
  readonly fullest: PeakScan | undefined;
  /** In their order. */
  readonly scans: readonly ResourceScan[];
}

/** What one scan found. */
export interface ResourceScan {
  readonly atEpochMs: number;
  readonly rssMb: number;
  /** Since the scan before. */
  readonly usedCpuMs: number;
}

/** The scan that found the highest sum of RSS. */
export interface PeakScan {
  readonly atEpochMs: number;
  readonly rssMb: number;
  readonly pssMb: number;
}

function scansOf(readings: readonly MeterReading[]): ResourceScan[] {
  const { epochMs, monotonicMs } = readClocks();
  return readings
    .toSorted((a, b) => a.atMonotonicMs - b.atMonotonicMs)
    .map(({ atMonotonicMs, rssMb, usedCpuMs }) => {
      return { atEpochMs: atMonotonicMs + epochMs - monotonicMs, rssMb, usedCpuMs };
    });
}

function fullestOf(readings: readonly MeterReading[]): PeakScan | undefined {
  const [fullest] = readings.toSorted((a, b) => b.rssMb - a.rssMb);
  const { epochMs, monotonicMs } = readClocks();
  return (
    fullest && {
      ...{ rssMb: fullest.rssMb, pssMb: fullest.pssMb },
      atEpochMs: fullest.atMonotonicMs + epochMs - monotonicMs,
    }
  );
}
