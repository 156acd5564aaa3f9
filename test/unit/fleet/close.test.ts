import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { closeEngine } from '../../../src/fleet/engine/close.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';

/** As much of a broker as a client needs to connect. */
const info = `INFO ${JSON.stringify({ server_id: 's', version: '2.10.0', proto: 1, host: 'h', port: 1, max_payload: 1024, headers: true })}\r\n`;

test('closing leaves no socket behind on which a broker that stands still would be waited for', async () => {
  const sockets: Socket[] = [];
  const broker = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    // It talks to the first connection, and accepts the next one without a word.
    if (sockets.length > 1) return;
    socket.write(info);
    socket.on('data', (data) => data.includes('PING') && socket.write('PONG\r\n'));
  });
  await once(broker.listen(0, '127.0.0.1'), 'listening');
  const { port } = broker.address() as AddressInfo;
  const connection = await connectEngine(engineAddress({ engine: `nats://127.0.0.1:${port}` }), 'worker');
  sockets[0]?.destroy();
  await expect.poll(() => sockets.length).toBe(2);
  const [, silent] = sockets;
  if (silent === undefined) throw new Error('there is no second connection');
  const closed = once(silent.resume(), 'close');
  await closeEngine(connection);
  await closed;
  expect(silent.destroyed).toBe(true);
  broker.close();
});
