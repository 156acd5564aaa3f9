import { setTimeout as sleep } from 'node:timers/promises';

// Calls that are sent at the same time must not be answered by one environment after another.
export const handler = async () => {
  await sleep(1000);
  return {};
};
