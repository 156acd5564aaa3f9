import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

interface Unpacked {
  readonly error?: string;
}

/** Unpacks archives in threads, as many as the machine has CPUs, so that nothing else of the platform waits. */
class Unpacker {
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #ready: Promise<void> | undefined;

  /** Its threads are there: to start one takes longer than to unpack a small archive. */
  ready(): Promise<void> {
    this.#ready ??= Promise.all(Array.from({ length: availableParallelism() }, startWorker)).then((workers) => {
      for (const worker of workers) this.#release(worker);
    });
    return this.#ready;
  }

  /** @throws an error with the message of the system's. */
  async unpack(archive: string, folder: string): Promise<void> {
    await this.ready();
    const worker = this.#idle.pop() ?? (await new Promise<Worker>((take) => this.#waiting.push(take)));
    const answer = once(worker, 'message');
    worker.postMessage({ archive, folder });
    const [{ error }] = (await answer) as [Unpacked];
    this.#release(worker);
    if (error !== undefined) throw new Error(error);
  }

  #release(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next(worker);
  }
}

/** Of all functions of this process: they share the CPUs. */
export const unpacker = new Unpacker();

async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('unpack-thread.js', import.meta.url));
  worker.unref();
  await once(worker, 'message');
  return worker;
}
