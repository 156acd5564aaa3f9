import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Fires what it is asked to and says what it measured. */
export interface Client<Request, Report> extends AsyncDisposable {
  fire(request: Request): Promise<Report>;
}

/** A load generator in a process of its own, so that none pays for another's garbage. `module` serves with `serveFrom`. */
export function startClient<Request extends object, Report>(module: URL): Client<Request, Report> {
  const child = fork(fileURLToPath(module));
  const ended = once(child, 'exit');
  return {
    fire: async (request) => {
      child.send(request);
      const [report] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])]);
      if (report === undefined) throw new Error(`${module.pathname} ended before it had fired`);
      return report as Report;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}

/** The other end: fires what it is told until its parent is gone. */
export function serveFrom<Request, Report>(fire: (request: Request) => Promise<Report>): void {
  process.on('message', async (request: Request) => process.send?.(await fire(request)));
  process.on('disconnect', () => process.exit());
}
