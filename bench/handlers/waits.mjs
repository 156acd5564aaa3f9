// Waits long enough for every other call of the burst to have started its own environment.
import { setTimeout as sleep } from 'node:timers/promises';

let invocationId = 0;

export const handler = async () => {
  invocationId += 1;
  await sleep(8000);
  return { instanceId: String(process.pid), invocationId };
};
