// Waits for as long as the variable says, not at all without it, and says in its answer who it is and for how long it ran.
import { setTimeout as sleep } from 'node:timers/promises';
import { rollcall } from 'rollcall/lambda';

const waitMs = Number(process.env.WAIT_MS ?? 0);

export const handler = rollcall(async () => {
  if (waitMs > 0) await sleep(waitMs);
  return {};
});
