import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BenchFunction, handlerFile } from './program.ts';

const packages = ['serverless@3', 'serverless-offline@13'];
const [installTimeoutMs, readyTimeoutMs, stopTimeoutMs] = [300_000, 60_000, 4000];

/** A shell that waits for the end of its stdin, whose other end we hold, and then kills a process group and removes its folder. */
const reaperScript = 'cat >/dev/null; kill -s KILL -- "-$1" 2>/dev/null; rm -rf -- "$2"';

/** The other platform is not to be had on this machine, in a sentence. */
export class NotToBeHad extends Error {
  override readonly name = 'NotToBeHad';
}

/** A folder with serverless-offline in it, which is none of our dependencies. Removed by disposal. */
export async function installServerlessOffline(): Promise<{ directory: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-serverless-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const options = { cwd: directory, timeout: installTimeoutMs };
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages];
    await promisify(execFile)('npm', install, options);
  } catch (error) {
    await remove();
    throw new NotToBeHad(`npm could not install ${packages.join(' and ')}: ${npmReason((error as Error).message)}`);
  }
  return { directory, [Symbol.asyncDispose]: remove };
}

export interface ServerlessOffline extends AsyncDisposable {
  readonly url: string;
}

/**
 * It serves this handler as an HTTP API on loopback. Disposal leaves no process of it.
 * @throws {NotToBeHad} with its own words if it ends or stays silent instead.
 */
export async function startServerlessOffline(directory: string, bench: BenchFunction): Promise<ServerlessOffline> {
  const [httpPort, lambdaPort, albPort] = await freePorts(3);
  await writeService(directory, bench);
  const ports = ['--httpPort', `${httpPort}`, '--lambdaPort', `${lambdaPort}`, '--albPort', `${albPort}`];
  const command = [join(directory, 'node_modules/serverless/bin/serverless.js'), 'offline', 'start', ...ports];
  const child = spawn(process.execPath, [...command, '--host', '127.0.0.1', '--noPrependStageInUrl'], {
    cwd: directory,
    // No account, no news, nothing kept in the user's own folder.
    env: { ...{ PATH: process.env['PATH'] ?? '', HOME: directory }, ...quiet },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const reaper = spawn('/bin/sh', ['-c', reaperScript, 'sh', String(child.pid), directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const output = keepTail(child);
  const stop = async () => {
    await stopGroup(child);
    reaper.kill('SIGKILL');
  };
  const url = `http://127.0.0.1:${httpPort}/`;
  try {
    await answering(url, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: stop };
}

const quiet = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', SLS_INTERACTIVE_SETUP_ENABLE: '0' };

/** The handler's own file, through a file of the service's: its folder must hold what it serves. */
async function writeService(directory: string, { handler, waitMs }: BenchFunction): Promise<void> {
  const file = pathToFileURL(handlerFile(handler)).href;
  await writeFile(join(directory, 'index.mjs'), `export { handler } from ${JSON.stringify(file)};\n`);
  const service = {
    service: 'bench',
    frameworkVersion: '3',
    plugins: ['serverless-offline'],
    provider: { name: 'aws', runtime: 'nodejs20.x', memorySize: 1769 },
    functions: {
      bench: {
        handler: 'index.handler',
        timeout: 29,
        environment: waitMs === undefined ? {} : { WAIT_MS: String(waitMs) },
        events: [{ httpApi: 'GET /' }],
      },
    },
  };
  // JSON is YAML.
  await writeFile(join(directory, 'serverless.yml'), JSON.stringify(service));
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** The end of what it printed. */
function keepTail(child: ChildProcess): () => string {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      tail = (tail + bytes.toString()).slice(-2000);
    });
  }
  return () => tail;
}

async function answering(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const untilMs = performance.now() + readyTimeoutMs;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await isAnswered(url)) return;
    await sleep(100);
  }
  throw new NotToBeHad(`serverless-offline did not start: ${lastLine(output()) || 'it said nothing'}`);
}

/** Refused, as long as it does not listen. */
async function isAnswered(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');
  signalGroup(child.pid, 'SIGTERM');
  await Promise.race([ended, sleep(stopTimeoutMs, undefined, { ref: false })]);
  signalGroup(child.pid, 'SIGKILL');
  await ended;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Its last lines only say where its log is. */
const npmReason = (text: string): string =>
  text.match(/^npm error (?!code|errno|syscall|type|A complete log)(.+)$/m)?.[1] ?? lastLine(text);

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
