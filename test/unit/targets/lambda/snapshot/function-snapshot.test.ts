import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SnapshotEvent } from '../../../../../src/model/platform/telemetry.ts';
import type { EnvironmentProcess } from '../../../../../targets/lambda/environment/process.ts';
import type { Runtime } from '../../../../../targets/lambda/runtime-api/runtime.ts';
import { FunctionSnapshot, type SnapshotPlace } from '../../../../../targets/lambda/snapshot/function-snapshot.ts';
import type { SnapshotWay } from '../../../../../targets/lambda/snapshot/snapshot-way.ts';

const toFile: SnapshotWay = { kind: 'file', build: () => [], start: () => [] };

/** A snapshot whose process does what `act` says, as soon as it is there. */
function taken(way: SnapshotWay | undefined, act: (place: SnapshotPlace, runtime: Runtime) => void) {
  const records: SnapshotEvent['record'][] = [];
  let runtime: Runtime | undefined;
  let kills = 0;
  const fake = { pid: 1, ended: Promise.resolve(), kill: () => void kills++ } as unknown as EnvironmentProcess;
  const snapshot = new FunctionSnapshot({
    ...{ way, version: '1', timeoutMs: 3000 },
    books: {
      initStarted: () => {},
      snapshotEnded: (record) => {
        records.push(record);
        return [];
      },
    },
    openDoor: async (opened) => {
      runtime = opened;
      return { address: '127.0.0.1:1', drained: async () => {}, [Symbol.dispose]: () => {} };
    },
    start: (place) => {
      setImmediate(() => runtime && act(place, runtime));
      return { process: fake, variables: {} };
    },
  });
  return { snapshot, records, kills: () => kills };
}

const posted = (errorType: string, errorMessage: string) => ({
  ...{ kind: 'error' as const, errorType, body: Buffer.from(JSON.stringify({ errorType, errorMessage })) },
});

describe('FunctionSnapshot', () => {
  it('that is a file: taken when its program has written it and ended, with its size', async () => {
    const { snapshot, records } = taken(toFile, ({ file, onExit }) => {
      writeFileSync(file, Buffer.alloc(3 * 2 ** 20));
      onExit('');
    });
    expect(await snapshot.failure()).toBeUndefined();
    expect(await snapshot.taken()).toMatchObject({ kind: 'file', sizeMb: 3 });
    expect(records).toEqual([{ version: '1', initMs: expect.any(Number), status: 'success', sizeMb: 3 }]);
    await snapshot.stop();
  });

  it('whose program writes nothing: why it ended', async () => {
    const { snapshot, records } = taken(toFile, ({ onExit }) => onExit('Runtime exited with error: exit status 3'));
    expect(await snapshot.failure()).toMatchObject({ errorType: 'Runtime.ExitError' });
    await expect(snapshot.taken()).rejects.toThrow('there is no snapshot: Runtime.ExitError');
    expect(records).toMatchObject([{ status: 'error', message: 'Runtime exited with error: exit status 3' }]);
    await snapshot.stop();
  });

  it('of a function whose init fails: its error, in the record too, and its process is stopped', async () => {
    const { snapshot, records, kills } = taken({ kind: 'fork' }, (_, runtime) => {
      runtime.failInit(posted('ValueError', 'no config'));
      // It cannot be ready after that.
      expect(runtime.restoreNext({ restored: () => {} })).toBe('invalid-state');
    });
    expect(await snapshot.failure()).toMatchObject({ errorType: 'ValueError' });
    expect(records).toMatchObject([{ status: 'error', errorType: 'ValueError', message: 'no config' }]);
    expect(kills()).toBe(1);
    await snapshot.stop();
  });

  it('gives its runtime no call', async () => {
    const { snapshot } = taken(toFile, ({ onExit }, runtime) => {
      expect(runtime.next({ deliver: () => {} }, {})).toBe('invalid-state');
      onExit('');
    });
    await snapshot.failure();
    await snapshot.stop();
  });

  it('of a runtime that has none: unavailable, and nothing is started', async () => {
    const { snapshot } = taken(undefined, () => expect.unreachable());
    expect(await snapshot.failure()).toMatchObject({
      errorType: 'Rollcall.SnapshotUnavailable',
      message: 'a snapshot can be taken of a function for Node, and on Linux of one for Python, only',
    });
    await snapshot.stop();
  });
});
