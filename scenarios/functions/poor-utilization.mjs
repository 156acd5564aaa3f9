// The function of experiment A, 2018: holds ten million integers, sums them per call, and waits 2 s as if for a backend.
// It knows nothing of rollcall; its answer says by itself which instance gave it, and as which of its calls.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const instanceId = randomUUID();
const numbers = new Array(10_000_000);
for (let i = 0; i < numbers.length; i += 1) numbers[i] = i;
let invocationId = 0;

export async function handler() {
  invocationId += 1;
  const line = [instanceId, invocationId, numbers.length, numbers.reduce((a, b) => a + b, 0), 'Hello World'].join(',');
  await sleep(2000);
  return { statusCode: 200, headers: { 'content-type': 'text/csv' }, body: `${line}\n` };
}
