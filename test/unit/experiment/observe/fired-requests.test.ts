import { expect, test } from 'vitest';
import { FiredRequests } from '../../../../src/experiment/observe/fired-requests.ts';
import type { Outcome } from '../../../../src/model/outcome.ts';
import { sampleOf } from '../../stats/sample-of.ts';

const { signal } = new AbortController();

function fired(...outcomes: readonly Outcome[]) {
  const requests = new FiredRequests(1_000_000);
  outcomes.forEach((outcome, index) => {
    requests.add({
      ...sampleOf({ sentAtMs: 10 + index, completedAtMs: 500 + index, outcome }),
      requestId: `r-${index}`,
    });
  });
  return requests.load(signal);
}

test('whatever a function answers it was executed; throttles and refusals were not', () => {
  const { requests, fromEpochMs, toEpochMs } = fired(
    { kind: 'answered', status: 200 },
    { kind: 'http-error', status: 502 },
    { kind: 'http-error', status: 503 },
    { kind: 'http-error', status: 403 },
    { kind: 'malformed', message: 'the answer is longer than 10 bytes' },
    { kind: 'throttled', status: 429 },
    { kind: 'http-error', status: 403, message: 'forbidden: not signed' },
  );
  expect([...requests.keys()]).toEqual(['r-0', 'r-1', 'r-2', 'r-3', 'r-4']);
  // The first was sent at 10 ms, the fifth was done at 504 ms of a run that began at 1,000,000.
  expect({ fromEpochMs, toEpochMs }).toEqual({ fromEpochMs: 1_000_010, toEpochMs: 1_000_504 });
});

test('an expected error was executed; a throttle and a refusal were not, also where their status is expected', () => {
  const { requests } = fired(
    { kind: 'answered', status: 404 },
    { kind: 'answered', status: 403 },
    { kind: 'answered', status: 502, message: 'function error: Unhandled' },
    { kind: 'answered', status: 429 },
    { kind: 'answered', status: 403, message: 'forbidden: not signed' },
  );
  expect([...requests.keys()]).toEqual(['r-0', 'r-1', 'r-2']);
});

test('CPU counts if it is of the whole call', () => {
  const requests = new FiredRequests(0);
  const answered = sampleOf({ sentAtMs: 1, completedAtMs: 2 });
  const identity = { instanceId: 'i-1' };
  requests.add({ ...answered, requestId: 'call', identity, meters: { cpuMs: 7, cpuScope: 'call' } });
  requests.add({ ...answered, requestId: 'section', meters: { cpuMs: 7, cpuScope: 'section' } });
  expect(Object.fromEntries(requests.load(signal).requests)).toEqual({
    call: { sentAtEpochMs: 1, instanceId: 'i-1', cpuMs: 7 },
    section: { sentAtEpochMs: 1 },
  });
});
