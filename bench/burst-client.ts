import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BurstRequest {
  readonly url: string;
  readonly size: number;
}

export interface BurstReport {
  /** Of every answer: what was measured beyond what the server held the request. */
  readonly addedMs: readonly number[];
  /** First to last send, where the client knows. */
  readonly sendSpreadMs?: number;
}

export interface BurstClient extends AsyncDisposable {
  fire(request: BurstRequest): Promise<BurstReport>;
}

/** A load generator in a process of its own, so that none pays for another's garbage. */
export function startClient(module: './rollcall-client.js' | './autocannon-client.js'): BurstClient {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)));
  const ended = once(child, 'exit');
  return {
    fire: async (request) => {
      child.send(request);
      const [report] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])]);
      if (report === undefined) throw new Error(`${module} ended before it had fired`);
      return report as BurstReport;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

/** The other end: fires what it is told until its parent is gone. */
export function serveBursts(fire: (request: BurstRequest) => Promise<BurstReport>): void {
  process.on('message', async (request: BurstRequest) => process.send?.(await fire(request)));
  process.on('disconnect', () => process.exit());
}
