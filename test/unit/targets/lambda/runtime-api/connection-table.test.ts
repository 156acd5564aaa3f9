import { endianness } from 'node:os';
import { expect, it } from 'vitest';
import { ConnectionTable } from '../../../../../targets/lambda/runtime-api/peers/connection-table.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';
const line = (local: string, remote: string, inode: number) =>
  `   7: ${local} ${remote} 01 00000000:00000000 02:000005F1 00000000  1000        0 ${inode} 2 0000000000000000 20 4 30 10 -1                \n`;

// 127.0.0.1 as this machine prints it; port 40,000 is 9C40, 9,001 is 2329.
const loopback = endianness() === 'LE' ? '0100007F' : '7F000001';
const [client, door] = [`${loopback}:9C40`, `${loopback}:2329`];
const connection = { remoteAddress: '127.0.0.1', remotePort: 40_000, localPort: 9001 };

const tableOf = (tcp: string, tcp6 = '') =>
  ConnectionTable.read(async (file) => (file.endsWith('tcp6') ? head + tcp6 : head + tcp));

it('finds the inode of the other end, and not of this one', async () => {
  const table = await tableOf(line(door, client, 111) + line(client, door, 222));
  expect(await table?.peerInode(connection)).toBe('222');
});

it('tells connections apart that share the port of one end', async () => {
  const table = await tableOf(
    line(client, `${loopback}:232A`, 1) +
      line(`${loopback}:9C41`, door, 2) +
      line(client, door, 3) +
      line(door, client, 4),
  );
  expect(await table?.peerInode(connection)).toBe('3');
});

it('a socket of IPv6 with an address of IPv4 is in the other table', async () => {
  const mapped = (end: string) => `0000000000000000FFFF0000${end}`;
  const table = await tableOf(line(door, client, 4), line(mapped(client), mapped(door), 5));
  expect(await table?.peerInode(connection)).toBe('5');
});

it.each([
  ['whose other end has no inode', line(door, client, 4) + line(client, door, 0)],
  ['of which only this end is left', line(door, client, 4)],
])('a connection %s is closed', async (_, text) => {
  expect(await (await tableOf(text))?.peerInode(connection)).toBe('closed');
});

it('says nothing of a connection that is not listed at all, nor where there is no table', async () => {
  expect(await (await tableOf(line(`${loopback}:0001`, client, 4)))?.peerInode(connection)).toBeUndefined();
  expect(await ConnectionTable.read(async () => undefined)).toBeUndefined();
});
