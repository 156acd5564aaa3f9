/** Several event loops in one environment. Loaded only where a function asks for them. */

interface Threads {
  readonly threads: number;
  readonly polls: number;
  /** The runtime; its share of the polls follows these arguments. */
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * No more threads than polls; the first ones poll once more where it does not divide evenly. The process ends with the first
 * thread that ends: its calls are lost, and only so does the platform know it.
 */
function startThreads({ threads, polls, program, args }: Threads): void {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const count = Math.min(threads, polls);
  for (let i = 0; i < count; i++) {
    const share = Math.floor(polls / count) + (i < polls % count ? 1 : 0);
    const worker = new Worker(program, { argv: [...args, String(share)] });
    worker.on('exit', (code) => process.exit(code));
    worker.on('error', (error) => console.error(error));
  }
}

module.exports = { startThreads };

export type StartThreads = typeof startThreads;
