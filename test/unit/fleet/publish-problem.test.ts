import { expect, test } from 'vitest';
import { publishProblem } from '../../../src/fleet/engine/publish-problem.ts';
import { Outbox } from '../../../src/fleet/worker/outbox.ts';

const named = (name: string, message: string, code?: number) =>
  Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });

test.each([
  ['no right to publish', named('PermissionViolationError', 'publish to "a"'), 'does not allow it to publish'],
  ['a block that is too long', named('InvalidArgumentError', 'max_payload size exceeded'), 'max_payload size exceeded'],
  [
    'a message that the stream refuses',
    named('JetStreamApiError', 'message size', 10_054),
    'does not take its samples',
  ],
  ['a full stream', named('JetStreamApiError', 'maximum bytes exceeded', 10_077), undefined],
  ['no room in the broker', named('JetStreamApiError', 'insufficient resources', 10_023), undefined],
  ['a broker that is away', named('TimeoutError', 'timeout'), undefined],
])('%s: %#', (_, error, problem) => {
  const found = publishProblem(error, 0);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

test('the cause counts, and a stream that nobody has is a problem after 10 s', () => {
  const wrapped = new Error('request failed', { cause: named('PermissionViolationError', 'publish') });
  expect(publishProblem(wrapped, 0)).toContain('does not allow it');
  const nobody = new Error('jetstream is not enabled', { cause: named('NoResponders', 'no responders') });
  expect([publishProblem(nobody, 9999), publishProblem(nobody, 10_001)]).toEqual([
    undefined,
    'the broker has no stream for its samples',
  ]);
});

test('an outbox whose blocks will never be taken says so once, and keeps nobody waiting', async () => {
  const problems: string[] = [];
  const outbox = new Outbox({
    publish: () => Promise.reject(named('PermissionViolationError', 'publish')),
    problemOf: publishProblem,
    onProblem: (problem) => problems.push(problem),
  });
  for (let block = 0; block < 70; block += 1) outbox.add(new Uint8Array(1));
  await outbox.room();
  await outbox.drained();
  outbox.add(new Uint8Array(1));
  expect(outbox.room()).toBeUndefined();
  expect(problems).toEqual([outbox.problem]);
});
