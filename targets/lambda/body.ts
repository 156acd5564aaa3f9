import type { IncomingMessage } from 'node:http';

/**
 * The whole body of a request, or undefined if it is beyond the limit (then it is read to its end and dropped, so that
 * the connection stays usable). Never settles if the connection breaks before: then there is nobody to answer.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => resolve(bytes <= limitBytes ? Buffer.concat(chunks) : undefined));
  });
}
