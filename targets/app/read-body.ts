import type { IncomingMessage } from 'node:http';

/**
 * The whole body of a request. One beyond the limit is read to its end and dropped, because a client that is still
 * sending would not read the answer. `broken-off`: the client has gone, there is nobody to answer.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | 'too-large' | 'broken-off'> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
      else chunks = [];
    });
    request.once('end', () => resolve(bytes > limitBytes ? 'too-large' : Buffer.concat(chunks)));
    request.once('error', () => resolve('broken-off'));
  });
}
