import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
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
  return new PeerCheck(() => {
    const text = (files.length > 1 ? files.shift() : files[0]) ?? '';
    return ConnectionTable.read(async (file) => (file.endsWith('tcp6') ? '' : text));
  });
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
