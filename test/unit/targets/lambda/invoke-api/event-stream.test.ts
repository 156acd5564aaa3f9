import { LambdaClient } from '@aws-sdk/client-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventMessage } from '../../../../../targets/lambda/invoke-api/event-stream.ts';

const { eventStreamMarshaller } = new LambdaClient({ region: 'us-east-1' }).config;

test("the SDK's decoder reads any message, checksums included", async () => {
  const eventType = fc.string({ minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(eventType, fc.uint8Array({ maxLength: 5000 }), async (type, payload) => {
      const [decoded] = await decode(eventMessage(type, 'application/json', Buffer.from(payload)));
      expect(decoded?.type).toBe(type);
      expect(decoded?.headers).toEqual({
        ':event-type': { type: 'string', value: type },
        ':content-type': { type: 'string', value: 'application/json' },
        ':message-type': { type: 'string', value: 'event' },
      });
      expect(Buffer.compare(decoded?.body ?? Buffer.alloc(0), payload)).toBe(0);
    }),
  );
});

test('the lengths: 12 prelude + headers + payload + 4 checksum', () => {
  // 1 + 11 + 1 + 2 + 1 = 16, 1 + 13 + 1 + 2 + 1 = 18, 1 + 13 + 1 + 2 + 5 = 22: 56 bytes of headers.
  const message = eventMessage('e', 'c', Buffer.from('abc'));
  expect(message.length).toBe(12 + 56 + 3 + 4);
  expect(message.readUInt32BE(0)).toBe(75);
  expect(message.readUInt32BE(4)).toBe(56);
});

test.each([3, 9, 20, 70])('a message whose byte %i was altered is no message', async (at) => {
  const message = eventMessage('e', 'c', Buffer.from('abc'));
  message.writeUInt8(message.readUInt8(at) ^ 1, at);
  await expect(decode(message)).rejects.toThrow();
});

interface Decoded {
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

async function decode(message: Buffer): Promise<Decoded[]> {
  const messages: AsyncIterable<Decoded> = eventStreamMarshaller.deserialize(
    (async function* () {
      yield message;
    })(),
    async (event: Record<string, Omit<Decoded, 'type'>>) => {
      const [[type, { headers, body }] = ['', { headers: {}, body: Buffer.alloc(0) }]] = Object.entries(event);
      return { type, headers, body };
    },
  );
  const decoded: Decoded[] = [];
  for await (const one of messages) decoded.push(one);
  return decoded;
}
