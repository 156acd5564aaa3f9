import cluster, { type Worker } from 'node:cluster';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServerConfig } from '../../src/model/platform/programs.ts';
import { instanceNumberVariable } from '../app/instance-seed.ts';
import { listen } from '../listen.ts';
import { announceReady, fail, onStop } from '../program.ts';

/** At most so often is a worker started in place of one that died, however many die. */
const restartPauseMs = 200;

/** A worker gets this long between SIGTERM and SIGKILL. */
const shutdownMs = 1000;

/**
 * Several processes behind one port, which take connections in turn. This one only hands them out: it runs no foreign
 * code, so it always sees its stdin end and takes the workers along.
 */
export async function startCluster(config: ServerConfig): Promise<void> {
  const { url, port } = await freeAddress(config);
  prepareWorkers();
  const fork = () => forkWorker({ ...config, port });
  onStop(stopWorkers);
  await Promise.all(Array.from({ length: config.processes }, () => firstListening(fork())));
  cluster.on('exit', (worker: Worker, code: number, signal: string) =>
    restartLater(fork, worker, signal ?? `exit code ${code}`),
  );
  announceReady(url);
}

/** One port for all, and for those that come later, even if all die at once and the cluster gives the port up. */
async function freeAddress(config: ServerConfig): Promise<{ url: string; port: number }> {
  const server = createServer();
  const url = await listen(server, { host: config.host, port: config.port });
  await new Promise((resolve) => server.close(resolve));
  return { url, port: Number(new URL(url).port || 80) };
}

const setpriv = '/usr/bin/setpriv';

/**
 * A worker ends when its channel to this process closes, but only if its event loop comes round to see it. On Linux the
 * kernel kills it as soon as this process is gone, whatever it is busy with. Elsewhere one that is stuck in a loop and
 * whose primary was killed runs on.
 */
function prepareWorkers(): void {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const byKernel = existsSync(setpriv);
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('./worker.js', import.meta.url)),
    execArgv: byKernel ? ['--pdeathsig', 'KILL', process.execPath] : [],
    // On stdin is the configuration. On stdout is the ready line of this process and nothing else.
    stdio: ['pipe', 2, 2, 'ipc'],
  });
  // fork() has no option for the program to start in a cluster: it takes this one, and `execArgv` as its first arguments.
  if (byKernel) process.execPath = setpriv;
}

let workersStarted = 0;

function forkWorker(config: ServerConfig): Worker {
  workersStarted += 1;
  const worker = cluster.fork({ [instanceNumberVariable]: String(workersStarted) });
  // A connection that is handed to a worker that has just died fails with EPIPE. Its exit follows and says why.
  worker.on('error', () => {});
  // It may end before it has read its configuration, which its exit shows.
  worker.process.stdin?.on('error', () => {}).end(`${JSON.stringify(config)}\n`);
  return worker;
}

const firstListening = (worker: Worker): Promise<void> =>
  new Promise((resolve) => {
    worker.once('exit', giveUp);
    worker.once('listening', () => {
      worker.off('exit', giveUp);
      resolve();
    });
  });

async function giveUp(code: number, signal: string | null): Promise<void> {
  if (stopping) return;
  await stopWorkers();
  // With exit code 1 it has said why itself.
  if (code === 1) process.exit(1);
  fail(`a worker ended before it was ready: ${signal ?? `exit code ${code}`}`);
}

let stopping = false;

async function stopWorkers(): Promise<void> {
  stopping = true;
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const ended = workers.map((worker) => new Promise((resolve) => worker.process.once('exit', resolve)));
  for (const worker of workers) worker.process.kill('SIGTERM');
  const force = setTimeout(() => workers.forEach((worker) => void worker.process.kill('SIGKILL')), shutdownMs);
  await Promise.all(ended);
  clearTimeout(force);
}

let nextRestartAtMs = 0;

function restartLater(fork: () => Worker, worker: Worker, why: string): void {
  if (stopping) return;
  console.error(`worker ${worker.process.pid} ended (${why}); another takes its place`);
  const nowMs = performance.now();
  const restartAtMs = Math.max(nowMs, nextRestartAtMs);
  nextRestartAtMs = restartAtMs + restartPauseMs;
  setTimeout(() => {
    if (!stopping) fork();
  }, restartAtMs - nowMs);
}
