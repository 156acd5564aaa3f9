import type { CommandConfig, CommandReadyLine } from '../../src/model/platform/command.ts';
import { fail, messageOf, onStop, readConfig } from '../program.ts';
import { startContainer } from './container-process.ts';
import { ServerOutput } from './output.ts';
import { whenReady } from './readiness.ts';
import { startServer } from './server-process.ts';

// Runs no foreign code itself, so it always sees the end of its stdin and takes the server along.
const config = await readConfig<CommandConfig>();
const output = new ServerOutput(config.logFile);
const startedAtMs = performance.now();
const { container } = config;
const server = container ? startContainer({ ...config, container }, output) : startServer(config, output);
let isStopping = false;
onStop(async () => {
  isStopping = true;
  await server.stop();
  await output.close();
});
const gone = new AbortController();
void server.ended.then(endWith);
try {
  const url = await whenReady(config, gone.signal);
  const line: CommandReadyLine = {
    ...{ ready: true, url, pid: process.pid, serverPid: await server.pid(), enforced: server.enforced },
    startupMs: performance.now() - startedAtMs,
  };
  process.stdout.on('error', () => {}).write(`${JSON.stringify(line)}\n`);
} catch (error) {
  if (!gone.signal.aborted && !isStopping) await endWith(messageOf(error));
}

async function endWith(why: string): Promise<void> {
  gone.abort();
  if (isStopping) return;
  isStopping = true;
  await server.stop();
  await output.close();
  const said = output.lastLines();
  fail(`${why}; ${said === '' ? 'it printed nothing' : `its last output: ${said}`}`);
}
