import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { killGroup } from '../helpers/process-group.ts';
import { late, within } from '../helpers/within.ts';
import { forkMeter } from './meter-process.ts';
import type { ReferenceOrder, ReferenceReading } from './reference-main.ts';

const answerWithinMs = 2000;
const hurriedAnswerMs = 300;
const endWithinMs = 1000;

/** On-CPU time of the reference loop, in ms. */
export interface ReferenceReadings {
  readonly quietCpuMs: number;
  /** Of each loop beside the target. */
  readonly besideCpuMs: readonly number[];
}

/** The same short work before a target and beside it: how far neighbors slow the CPUs that they share. */
export class ReferenceLoop implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal;
  readonly #ended: Promise<unknown>;
  #besideCpuMs: number[] = [];

  /** @param signal of the run: aborting shortens the waits */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#child = forkMeter('src/launch/meters/reference-main');
    this.#ended = Promise.race([once(this.#child, 'exit'), once(this.#child, 'error')]).catch(() => {});
    this.#child.on('message', ({ kind, cpuMs }: ReferenceReading) => {
      if (kind === 'beside') this.#besideCpuMs.push(cpuMs);
    });
  }

  /**
   * To be called before the target starts; the result gives the readings so far. Undefined if the loop has ended or is silent: it is then
   * not known how far neighbors slowed the CPUs.
   */
  async watch(): Promise<(() => ReferenceReadings) | undefined> {
    const quietCpuMs = await this.#quiet();
    if (quietCpuMs === undefined) return undefined;
    this.#besideCpuMs = [];
    this.#order('begin');
    return () => {
      this.#order('end');
      return { quietCpuMs, besideCpuMs: this.#besideCpuMs };
    };
  }

  async #quiet(): Promise<number | undefined> {
    const answer = new Promise<number>((resolve) => {
      const listen = ({ kind, cpuMs }: ReferenceReading) => {
        if (kind !== 'quiet') return;
        this.#child.off('message', listen);
        resolve(cpuMs);
      };
      this.#child.on('message', listen);
    });
    this.#order('quiet');
    const bound = { ms: answerWithinMs, signal: this.#signal, hurriedMs: hurriedAnswerMs };
    const first = await within(Promise.race([answer, this.#ended.then(() => undefined)]), bound);
    return first === late ? undefined : first;
  }

  #order(order: ReferenceOrder): void {
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if ((await within(this.#ended, { ms: endWithinMs, signal: this.#signal })) === late) killGroup(this.#child.pid);
  }
}
