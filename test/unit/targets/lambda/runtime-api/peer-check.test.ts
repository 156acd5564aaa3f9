import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionTable } from '../../../../../targets/lambda/runtime-api/peers/connection-table.ts';
import { PeerCheck } from '../../../../../targets/lambda/runtime-api/peers/peer-check.ts';

/** 40000 is 9C40, 9001 is 2329. */
const socket = { remoteAddress: '127.0.0.1', remotePort: 40_000, localPort: 9001 } as Socket;

const rest = '01 00000000:00000000 00:00000000 00000000 0 0';
const door = `  0: 0100007F:2329 0100007F:9C40 ${rest} 777 1\n`;
const peer = (inode: number) => `  1: 0100007F:9C40 0100007F:2329 ${rest} ${inode} 1\n`;

/** No process has this number: the largest that Linux gives is 4,194,304. */
const ended = () => [5_000_000];

/** The last reading stands for all that come after it. */
function checkOf(...readings: string[]): PeerCheck {
  const files = [...readings];
  return new PeerCheck(() => tableOf((files.length > 1 ? files.shift() : files[0]) ?? ''));
}

const tableOf = (text: string) => ConnectionTable.read(async (file) => (file.endsWith('tcp6') ? '' : text));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process whose first thread has ended, and with it its view of the files, which another thread still has open. */
async function withoutFirstThread(): Promise<{ readonly pid: number; readonly inode: number }> {
  const child = python(`
import ctypes, os, socket, threading, time
held = socket.socket()
threading.Thread(target=time.sleep, args=(60,)).start()
print(os.fstat(held.fileno()).st_ino, flush=True)
ctypes.CDLL(None).pthread_exit(None)`);
  const [inode] = await once(child.stdout, 'data');
  return { pid: await listedWithoutFiles(child), inode: Number(inode) };
}

/** To /proc, it looks like one that ends. */
const withoutFiles = (): Promise<number> =>
  listedWithoutFiles(python('import os, signal; os.closerange(0, 4096); signal.pause()'));

function python(script: string) {
  const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function listedWithoutFiles(child: ChildProcess): Promise<number> {
  await expect.poll(() => readdirSync(`/proc/${child.pid}/fd`)).toEqual([]);
  return Number(child.pid);
}

describe('a connection whose other end no process of the environment holds', () => {
  it('is its own where the process has ended with it since the table was read', async () => {
    expect(await checkOf(door + peer(12_345), door).peerOf(socket, ended, false)).toBe('own');
  });

  it('is its own where the process closes its files 600 ms before it has ended', async () => {
    const endsAtMs = performance.now() + 600;
    const leaders = () => (performance.now() < endsAtMs ? [process.pid] : ended());
    expect(await checkOf(door).peerOf(socket, leaders, false)).toBe('own');
  });

  it('is its own where only the first thread of the process has ended', async () => {
    const { pid, inode } = await withoutFirstThread();
    expect(await checkOf(door + peer(inode)).peerOf(socket, () => [pid], false)).toBe('own');
  });

  it('is its own where the process has no files any more 600 ms before its socket closes and it has ended', async () => {
    const pid = await withoutFiles();
    const closesAtMs = performance.now() + 600;
    const check = new PeerCheck(() => {
      const isClosed = performance.now() > closesAtMs;
      if (isClosed) process.kill(pid, 'SIGKILL');
      return tableOf(isClosed ? door : door + peer(12_345));
    });
    expect(await check.peerOf(socket, () => [pid], false)).toBe('own');
  });

  it('is foreign where the process has had no files for a second, and another still has it open', async () => {
    const pid = await withoutFiles();
    expect(await checkOf(door + peer(12_345)).peerOf(socket, () => [pid], false)).toBe('foreign');
  });

  it('is its own where the kernel skipped the connection in all but the first of many readings', async () => {
    expect(await checkOf(door + peer(12_345), '', '', '', '', door).peerOf(socket, ended, false)).toBe('own');
  });

  it('is foreign where another still has it open', async () => {
    expect(await checkOf(door + peer(12_345), door + peer(12_345)).peerOf(socket, ended, false)).toBe('foreign');
  });

  it('is foreign where the processes of the environment are there', async () => {
    expect(await checkOf(door + peer(12_345), door).peerOf(socket, () => [process.pid], false)).toBe('foreign');
  });

  it('is its own where the kernel skipped the connection in the reading after its end', async () => {
    expect(await checkOf(door + peer(12_345), '', door).peerOf(socket, ended, false)).toBe('own');
  });

  it('is its own where the kernel skipped the other end in the first reading', async () => {
    await using server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
    const inode = /\d+/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[0];
    const check = checkOf(door, door + peer(Number(inode)));
    expect(await check.peerOf(socket, () => [process.pid], false)).toBe('own');
  });
});
