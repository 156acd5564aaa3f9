import { expect, test } from 'vitest';
import type { ConcurrencyBooks } from '../../../../../targets/lambda/functions/concurrency-books.ts';
import type { FunctionContext } from '../../../../../targets/lambda/functions/function-context.ts';
import { FunctionTable } from '../../../../../targets/lambda/functions/function-table.ts';
import type { FunctionSettings } from '../../../../../targets/lambda/functions/function-version.ts';

const settings: FunctionSettings = {
  description: '',
  handler: 'index.handler',
  role: 'arn:aws:iam::0:role/r',
  memoryMb: 128,
  timeoutS: 3,
  snapStart: 'None',
  ephemeralStorageMb: 512,
  variables: {},
  logging: { format: 'Text', group: '/aws/lambda/f' },
};

const definition = {
  functionName: 'f',
  settings,
  code: { sha256: 'sha', bytes: 10, location: 'file:///code' },
  architecture: 'arm64',
} as const;

test('every change has a revision and a time of its own; the end of an update has not', async () => {
  let nowMs = 1000;
  const { record } = table({ nowEpochMs: () => nowMs });
  const first = record.latest;
  nowMs = 2000;
  const updating = record.update({ timeoutS: 10 }, first.revisionId);
  expect(updating).toMatchObject({ lastUpdate: { kind: 'InProgress' }, lastModifiedEpochMs: 2000 });
  expect(updating.revisionId).not.toBe(first.revisionId);
  await Promise.resolve();
  nowMs = 3000;
  expect(record.latest).toEqual({ ...updating, lastUpdate: { kind: 'Successful' } });
  expect(first.settings.timeoutS).toBe(3);
});

test('the platform may refuse settings that it cannot run', () => {
  const { record } = table({
    settingsProblem: (current, wanted) =>
      wanted.handler === current.settings.handler ? undefined : 'The handler of this function is fixed.',
  });
  expect(() => record.update({ handler: 'other.handler' })).toThrow(
    expect.objectContaining({
      name: 'InvalidParameterValueException',
      message: 'The handler of this function is fixed.',
    }),
  );
  expect(record.latest.lastUpdate.kind).toBe('Successful');
  expect(record.update({ memoryMb: 256 }).settings.memoryMb).toBe(256);
});

test.each([
  [async () => {}, { kind: 'Successful' }],
  [() => Promise.reject(new Error('its init failed')), { kind: 'Failed', reason: 'its init failed' }],
])('with SnapStart a version is created when the platform has its snapshot, %#', async (taken, creation) => {
  let take = () => {};
  const asked = new Promise<void>((resolve) => {
    take = resolve;
  });
  const published: string[] = [];
  const { record } = table({
    onPublished: ({ version }) => {
      published.push(version);
      return asked.then(taken);
    },
  });
  record.publish();
  record.update({ snapStart: 'PublishedVersions' });
  await Promise.resolve();
  expect(record.publish().creation).toEqual({ kind: 'InProgress' });
  expect([published, record.version('1').creation]).toEqual([['2'], { kind: 'Successful' }]);
  take();
  await expect.poll(() => record.version('2').creation).toEqual(creation);
});

test('a version that was published once is found again, also when the same settings came back', async () => {
  const { record } = table();
  expect(record.publish().version).toBe('1');
  record.update({ timeoutS: 10 });
  await Promise.resolve();
  record.update({ timeoutS: 3 });
  await Promise.resolve();
  expect(record.publish().version).toBe('1');
  record.update({ timeoutS: 10 });
  await Promise.resolve();
  expect(record.publish()).toMatchObject({ version: '2', settings: { timeoutS: 10 } });
  expect(record.version('1').settings.timeoutS).toBe(3);
  expect(() => record.version('3')).toThrow('Function not found: arn:f:3');
});

test.each([
  [{ memoryMb: 10_241 }, /'10241' at 'memorySize'/],
  [{ memoryMb: 128.5 }, /must be an integer/],
  [{ ephemeralStorageMb: 511 }, /greater than or equal to 512/],
  [{ description: 'x'.repeat(257) }, /less than or equal to 256/],
])('refuses %j', (change, message) => {
  const { functions, record } = table();
  expect(() => record.update(change)).toThrow(message);
  expect(() => functions.add({ ...definition, functionName: 'g', settings: { ...settings, ...change } })).toThrow(
    message,
  );
});

test('variables of 4,096 bytes as JSON, not of 4,097', () => {
  const { record } = table();
  // {"AB":""} has 9 bytes.
  expect(() => record.update({ variables: { AB: 'x'.repeat(4088) } })).toThrow(/4KB/);
  expect(record.update({ variables: { AB: 'x'.repeat(4087) } }).lastUpdate.kind).toBe('InProgress');
});

test('what the books refuse changes nothing and tells nobody', () => {
  const told: string[] = [];
  const { record } = table({ onConcurrencyChanged: (name) => void told.push(name) });
  record.publish();
  expect(() => record.concurrency.reserve(11)).toThrow('too much');
  expect(() => record.concurrency.provision('1', 11)).toThrow('too much');
  expect(() => record.concurrency.provisioned('1')).toThrow(/No Provisioned Concurrency Config/);
  expect(told).toEqual([]);
  record.concurrency.reserve(10);
  expect(record.concurrency.provision('1', 10).status.requested).toBe(10);
  expect(record.concurrency.allProvisioned).toHaveLength(1);
  record.concurrency.unprovision('1');
  expect(record.concurrency.allProvisioned).toEqual([]);
  expect(told).toEqual(['f', 'f', 'f']);
});

test('lists functions by name, and sums up their code over all versions: 10 + 10 + 10', () => {
  const { functions, record } = table();
  functions.add({ ...definition, functionName: 'a' });
  record.publish();
  expect(functions.all.map(({ name }) => name)).toEqual(['a', 'f']);
  expect(functions.codeBytes).toBe(30);
});

function table(context: Partial<FunctionContext> = {}) {
  let ids = 0;
  const functions = new FunctionTable({
    functionArn: (name) => `arn:${name}`,
    nowEpochMs: () => 0,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    concurrency: booksOfTen(),
    urlOf: () => 'http://localhost/',
    ...context,
  });
  return { functions, record: functions.add(definition) };
}

/** Gives no more than 10 to anybody. */
function booksOfTen(): ConcurrencyBooks {
  let reserved: number | undefined;
  let provisioned = 0;
  const change = (count: number) =>
    count > 10 ? ({ kind: 'refused', message: 'too much' } as const) : ({ kind: 'accepted' } as const);
  return {
    reserve(_name, count) {
      if ((count ?? 0) <= 10) reserved = count;
      return change(count ?? 0);
    },
    provision(_name, _version, count) {
      if (count <= 10) provisioned = count;
      return change(count);
    },
    reservedOf: () => reserved,
    provisionedStatus: () =>
      provisioned === 0 ? undefined : { status: 'READY', requested: provisioned, allocated: 0, available: 0 },
    accountLimit: () => ({ ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 }),
  };
}
