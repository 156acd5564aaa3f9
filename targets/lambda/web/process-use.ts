import { cpuMsOf, peakRssMbOf } from '../environment/process-meter.ts';

/** Between two looks at a process that is busy. What one that crashes has used since the last look is not counted. */
const lookEveryMs = 1000;

/** CPU and peak memory of a process, from the kernel, for as long as it can be asked. */
export class ProcessUse implements Disposable {
  readonly #meteredPid: () => number | undefined;
  readonly #timer: NodeJS.Timeout;
  #cpuMs: number | undefined;
  #peakRssMb: number | undefined;

  /** @param meteredPid asked at each look: undefined if there is no such process. */
  constructor(meteredPid: () => number | undefined) {
    this.#meteredPid = meteredPid;
    this.#timer = setInterval(() => this.look(), lookEveryMs);
    this.#timer.unref();
  }

  /** Since its start; undefined where the kernel does not tell. */
  get cpuMs(): number | undefined {
    return this.#cpuMs;
  }

  get peakRssMb(): number | undefined {
    return this.#peakRssMb;
  }

  look(): void {
    const pid = this.#meteredPid();
    if (pid === undefined) return;
    const cpuMs = cpuMsOf(pid);
    // The sum over threads may fall behind when one ends: time once used stays used.
    if (cpuMs !== undefined) this.#cpuMs = Math.max(cpuMs, this.#cpuMs ?? 0);
    this.#peakRssMb = peakRssMbOf(pid) ?? this.#peakRssMb;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
