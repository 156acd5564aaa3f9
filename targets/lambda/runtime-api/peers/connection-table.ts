import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** A connection to this machine, as the side sees it that has accepted it. IPv4. */
export type Connection = {
  readonly [Key in 'remoteAddress' | 'remotePort' | 'localPort']: NonNullable<Socket[Key]>;
};

type Read = (file: string) => Promise<string | undefined>;

/**
 * The TCP connections of this network namespace, as they were when it was read.
 * Source: proc(5), /proc/net/tcp: `0: 0100007F:9C40 0100007F:2329 01 ... uid timeout inode ...`, ports and addresses in hexadecimal
 */
export class ConnectionTable {
  readonly #tcp: string;
  readonly #read: Read;

  /** Undefined where there is none. */
  static async read(read: Read = textOf): Promise<ConnectionTable | undefined> {
    const tcp = await read('/proc/self/net/tcp');
    return tcp === undefined ? undefined : new ConnectionTable(tcp, read);
  }

  private constructor(tcp: string, read: Read) {
    this.#tcp = tcp;
    this.#read = read;
  }

  /**
   * The inode of the socket at the other end. `closed`: no process has it open any more. Undefined if not even this side is listed: then
   * the table says nothing.
   */
  async peerInode(connection: Connection): Promise<string | 'closed' | undefined> {
    const { remoteAddress, remotePort, localPort } = connection;
    const [peer, door] = [`${address(remoteAddress)}:${port(remotePort)}`, `:${port(localPort)}`];
    const found = inodeOf(this.#tcp, peer, door);
    if (found !== undefined) return found;
    // A client may use a socket of IPv6 for an address of IPv4, as the JVM does.
    const mapped = inodeOf((await this.#read('/proc/self/net/tcp6')) ?? '', peer, door);
    if (mapped !== undefined) return mapped;
    return this.#tcp.includes(`${door} ${peer} `) ? 'closed' : undefined;
  }
}

/** Of the line whose local address ends with `local` and whose remote one ends with `remote`. */
function inodeOf(text: string, local: string, remote: string): string | 'closed' | undefined {
  const start = `${local} `;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const [, remoteAddress, , , , , , , inode] = text.slice(at, text.indexOf('\n', at)).split(/ +/);
    if (remoteAddress?.endsWith(remote)) return inode === undefined || inode === '0' ? 'closed' : inode;
  }
  return undefined;
}

const port = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0');

/** As the kernel prints it: the bytes of a number in the order of this machine. */
function address(ipv4: string): string {
  const bytes = ipv4.split('.').map((byte) => Number(byte).toString(16).toUpperCase().padStart(2, '0'));
  return (endianness() === 'LE' ? bytes.reverse() : bytes).join('');
}

/** Until another file may be opened. */
const againAfterMs = 20;

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Else it is not Linux, or a kernel without IPv6.
    if (code !== 'EMFILE' && code !== 'ENFILE') return undefined;
    await delay(againAfterMs);
    return textOf(file);
  }
}
