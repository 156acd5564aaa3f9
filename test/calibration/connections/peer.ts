import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Peer extends AsyncDisposable {
  readonly url: string;
}

/** A Python server of `test/fixtures/loadgen` in a process of its own, which shares no event loop with the client. */
export async function startPeer(file: string, ...args: string[]): Promise<Peer> {
  const path = fileURLToPath(new URL(`../../fixtures/loadgen/${file}`, import.meta.url));
  const child = spawn('python3', [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data');
  return {
    url: `http://127.0.0.1:${Number(port)}`,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), 2000);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      clearTimeout(kill);
    },
  };
}
