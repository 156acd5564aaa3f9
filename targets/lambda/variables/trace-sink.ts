import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * Where the X-Ray daemon would be. There is none: what SDKs send here is dropped. Without a socket their sends would fail, and with the
 * daemon's usual port a daemon of this machine could take the segments to AWS.
 */
export async function openTraceSink(): Promise<string> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.unref();
  const { address, port } = socket.address();
  return `${address}:${port}`;
}
