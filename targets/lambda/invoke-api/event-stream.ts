import { crc32 } from 'node:zlib';

/**
 * One message of `application/vnd.amazon.eventstream`, big endian:
 * `total length (4) | headers length (4) | CRC32 of these 8 (4) | headers | payload | CRC32 of all before (4)`.
 * Source: "Event stream encoding" (docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html)
 */
export function eventMessage(eventType: string, contentType: string, payload: Buffer): Buffer {
  const headers = Buffer.concat([
    stringHeader(':event-type', eventType),
    stringHeader(':content-type', contentType),
    stringHeader(':message-type', 'event'),
  ]);
  const totalLength = preludeLength + headers.length + payload.length + checksumLength;
  const prelude = Buffer.concat([uint32(totalLength), uint32(headers.length)]);
  const message = Buffer.concat([prelude, uint32(crc32(prelude)), headers, payload]);
  return Buffer.concat([message, uint32(crc32(message))]);
}

const preludeLength = 12;
const checksumLength = 4;
const stringType = 7;

/** `name length (1) | name | type (1) | value length (2) | value` */
function stringHeader(name: string, value: string): Buffer {
  const valueBytes = Buffer.from(value);
  const head = Buffer.from([Buffer.byteLength(name), ...Buffer.from(name), stringType, 0, 0]);
  head.writeUInt16BE(valueBytes.length, head.length - 2);
  return Buffer.concat([head, valueBytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
