import { parentPort } from 'node:worker_threads';
import { unpack } from './unpack.ts';

const port = parentPort;
port?.on('message', ({ archive, folder }: { readonly archive: string; readonly folder: string }) => {
  try {
    unpack(archive, folder);
    port.postMessage({});
  } catch (error) {
    port.postMessage({ error: (error as Error).message });
  }
});
port?.postMessage({ ready: true });
