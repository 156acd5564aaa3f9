import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { processId } from '../../../../src/launch/meters/proc.ts';
import { listeningSockets, soleListener } from '../../../../src/launch/meters/sole-listener.ts';

/** Of /proc/net/tcp: port 0x1F90 is 8080. One line listens (0A) on it, one is a connection to it (01), one listens on 8081. */
const table = `
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 52113 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C3A2 01 00000000:00000000 00:00000000 00000000  1000        0 52207 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 52399 1 0000000000000000 100 0 0 10 0
`;

it('finds the inode of the socket that listens on a port, not those of its connections', () => {
  expect(listeningSockets(table, 8080)).toEqual(['52113']);
  expect(listeningSockets(table, 8081)).toEqual(['52399']);
  expect(listeningSockets(table, 443)).toEqual([]);
});

const listens = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
const withChild = `require('node:child_process').spawn('sleep', ['60']); ${listens}`;

/** Node with this script, and the port that it prints. */
async function serve(script: string): Promise<{ pid: number; port: number }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  onTestFinished(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { pid: child.pid ?? 0, port: Number(line) };
}

it('is the process that listens, if it has no children; its name has its pid and its start', async () => {
  const { pid, port } = await serve(listens);
  expect(soleListener(pid, port)).toBe(pid);
  expect(processId(pid)).toMatch(new RegExp(`^pid-${pid}-\\d+$`));
});

it('is nobody where the process has children, to which it may hand connections on', async () => {
  const { pid, port } = await serve(withChild);
  expect(soleListener(pid, port)).toBeUndefined();
});

it('is nobody where another process listens', async () => {
  const { pid } = await serve(listens);
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  expect(soleListener(pid, (other.address() as { port: number }).port)).toBeUndefined();
});
