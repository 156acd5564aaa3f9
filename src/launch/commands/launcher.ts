import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { killGroup } from '../helpers/process-group.ts';
import { within } from '../helpers/within.ts';
import { forkMeter } from '../meters/meter-process.ts';
import type { LaunchOrder, LaunchReading } from './launch-order.ts';

const endWithinMs = 1000;

/** Launches commands, one at a time, from a process that does nothing else. */
export class Launcher implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor() {
    this.#child = forkMeter('src/launch/commands/launcher-main');
    this.#ended = Promise.race([once(this.#child, 'exit'), once(this.#child, 'error')]).catch(() => {});
  }

  async launch(order: LaunchOrder): Promise<LaunchReading> {
    const reading = once(this.#child, 'message').then(([message]) => message as LaunchReading);
    this.#child.send(order, () => {});
    const gone: LaunchReading = { kind: 'failed', reason: 'the process that launches commands has ended' };
    return Promise.race([reading, this.#ended.then(() => gone)]);
  }

  /** Everything that it launched is in its process group, and ends with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await within(this.#ended, { ms: endWithinMs });
    killGroup(this.#child.pid);
  }
}
