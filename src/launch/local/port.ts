import { createServer } from 'node:net';
import { UserError } from '../../model/errors.ts';

interface Wanted {
  readonly name: string;
  /** 0: any free port. */
  readonly port: number;
}

/**
 * A port of loopback that nobody listens on at this moment.
 * @throws {UserError} `target-failed` if the wanted one is taken: requests would go to somebody else.
 */
export function portFor({ name, port }: Wanted): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const what = code === 'EADDRINUSE' ? 'is in use' : `cannot be used: ${message}`;
      const hint = 'choose another `port`, or 0 for any free one';
      reject(new UserError('target-failed', `target ${name}: port ${port} of 127.0.0.1 ${what}`, { hint }));
    });
    server.listen({ host: '127.0.0.1', port }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
