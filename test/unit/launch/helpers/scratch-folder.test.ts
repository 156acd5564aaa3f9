import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ScratchFolder } from '../../../../src/launch/helpers/scratch-folder.ts';

// A temporary folder of its own: what other runs of this machine have left there is their affair.
const before = process.env['TMPDIR'];
let shared: string;
beforeEach(() => {
  shared = mkdtempSync(join(tmpdir(), 'rollcall-shared-'));
  process.env['TMPDIR'] = shared;
});
afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(shared, { recursive: true });
});

/** As another process holds it: the lock is a socket in the folder. */
async function heldByAnother(path: string) {
  mkdirSync(path);
  writeFileSync(join(path, 'file'), '');
  const script = "require('net').createServer().listen(process.argv[1], () => console.log('held'))";
  const owner = spawn(process.execPath, ['-e', script, join(path, 'lock')], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(owner.stdout, 'data');
  return owner;
}

it('goes with all that is in it', async () => {
  const folder = await ScratchFolder.open('layers');
  writeFileSync(join(folder.path, 'file'), '');
  expect(readdirSync(shared)).toEqual([basename(folder.path)]);
  await folder[Symbol.asyncDispose]();
  expect(readdirSync(shared)).toEqual([]);
});

it('has no lock before it listens: another run would remove it as an orphan', async () => {
  const listen = vi.spyOn(Server.prototype, 'listen');
  // Called between the bind and the first event of the server.
  let names: string[] | undefined;
  listen.mockImplementation(function (this: Server, ...args: unknown[]) {
    listen.mockRestore();
    Reflect.apply(this.listen, this, args);
    names = readdirSync(join(shared, readdirSync(shared)[0] ?? ''));
    return this;
  });
  await using folder = await ScratchFolder.open('layers');
  expect(names).toEqual(['lock-']);
  expect(readdirSync(folder.path)).toEqual(['lock']);
});

it('one of a process that was killed is removed by the next, those of the living and the stopped are not', async () => {
  await using ours = await ScratchFolder.open('environments');
  const prefix = ours.path.slice(0, -'XXXXXX'.length);
  const [killed, stopped] = [`${prefix}killed`, `${prefix}stopped`];
  const owners = [await heldByAnother(killed), await heldByAnother(stopped)] as const;
  owners[0].kill('SIGKILL');
  await once(owners[0], 'exit');
  owners[1].kill('SIGSTOP');
  // Nothing is known of one without a lock, of another boot, or of another kind.
  const unknown = [`${prefix}nolock`, join(shared, 'rollcall-environments-00000000-other'), join(shared, 'mine')];
  for (const path of unknown) mkdirSync(path);
  await using next = await ScratchFolder.open('environments');
  expect(existsSync(killed)).toBe(false);
  expect([ours.path, next.path, stopped, ...unknown].map((path) => existsSync(path))).toEqual(Array(6).fill(true));
  owners[1].kill('SIGKILL');
  await once(owners[1], 'exit');
});
