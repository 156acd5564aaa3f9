import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { MemoryPeak } from '../model/run-result.ts';
import type { MeterReading } from './meter-main.ts';
import { programFile } from './program-file.ts';

/** What of a process tree is measured: a server as a whole; of a platform only the environments below it. */
export type TreePart = 'tree' | 'descendants';

/** Memory and CPU of a process tree while it runs, read by a process of its own. */
export class MemoryMeter implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #readings: MeterReading[] = [];
  readonly #ended: Promise<void>;

  /** Undefined where there is no /proc to read. */
  static start(pid: number, part: TreePart): MemoryMeter | undefined {
    return existsSync('/proc/self/smaps_rollup') ? new MemoryMeter(pid, part) : undefined;
  }

  private constructor(pid: number, part: TreePart) {
    this.#child = fork(programFile('src/target/meter-main'), [String(pid), part], {
      env: {},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    this.#child.on('message', (reading: MeterReading) => this.#readings.push(reading));
  }

  /** Scans at once. Undefined if the meter has ended. */
  async readNow(): Promise<MeterReading | undefined> {
    const reading = new Promise<MeterReading>((resolve) => {
      const listen = (message: MeterReading) => {
        if (!message.asked) return;
        this.#child.off('message', listen);
        resolve(message);
      };
      this.#child.on('message', listen);
    });
    if (this.#child.connected) this.#child.send('scan', () => {});
    return Promise.race([reading, this.#ended.then(() => undefined)]);
  }

  /** Highest sums among the readings since an instant, each over all processes at one scan. */
  peakSince(epochMs: number): MemoryPeak {
    return peakOf(this.#readings.filter((reading) => reading.atEpochMs >= epochMs));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }
}

export function peakOf(readings: readonly MeterReading[]): MemoryPeak {
  const highest = (part: (reading: MeterReading) => number) => Math.max(...readings.map(part));
  return {
    ...(readings.length > 0 && { rssMb: highest((r) => r.rssMb), pssMb: highest((r) => r.pssMb) }),
    processes: readings.length === 0 ? 0 : highest((r) => r.processes),
    scans: readings.length,
  };
}
