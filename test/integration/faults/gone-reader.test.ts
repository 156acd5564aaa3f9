import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programFile } from '../../../src/launch/local/program-file.ts';
import { serviceConfig } from '../local/service-config.ts';
import { temporaryDirectory } from '../rollcall.ts';

/** Its main thread is busy when the channel closes, so a message to the parent is what finds that out: EPIPE. */
const busyModule = `
process.once('message', () => {
  for (const until = Date.now() + 300; Date.now() < until; );
  process.send({});
});
export const handler = () => {};`;

/** A meter sends its readings by itself once it has begun. */
const saysThatItBegan = 'setTimeout(() => process.send({}));';

it.concurrent.each(['src/launch/meters/meter-main', 'targets/server/worker'])(
  '%s ends without a word when the process that started it has gone',
  async (program) => {
    const file = join(await temporaryDirectory(), 'busy.mjs');
    const isMeter = program.endsWith('meter-main');
    await writeFile(file, isMeter ? busyModule : saysThatItBegan + busyModule);
    const child = fork(programFile(program), isMeter ? [String(process.pid), 'tree'] : [], {
      execArgv: isMeter ? ['--import', file] : [],
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    });
    const ended = endOf(child);
    const config = { handler: { file, export: 'handler' }, processes: 1, host: '127.0.0.1', port: 0, backlog: 511 };
    child.stdin?.on('error', () => {}).write(`${JSON.stringify({ ...config, environment: {} })}\n`);
    await once(child, 'message');
    child.send('scan', () => child.disconnect());
    expect(await ended).toEqual({ code: 0, stderr: '' });
  },
);

it.concurrent.each<[string, () => object | Promise<object>]>([
  ['targets/backend/main', () => ({ host: '127.0.0.1', port: 0 })],
  ['targets/lambda/main', async () => serviceConfig(await temporaryDirectory(), 'identity.mjs')],
])('%s stops in good order when nobody reads its ready line', async (program, config) => {
  const child = spawn(process.execPath, [programFile(program)], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.destroy();
  child.stdin.end(`${JSON.stringify(await config())}\n`);
  expect(await endOf(child)).toEqual({ code: 0, stderr: '' });
});

/** Not by `close`, which never comes once the channel was closed from here. */
async function endOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  const [[code], stderr] = await Promise.all([once(child, 'exit'), child.stderr?.toArray()]);
  return { code, stderr: Buffer.concat(stderr ?? []).toString() };
}
