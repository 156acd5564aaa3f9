import { describe, expect, it } from 'vitest';
import { errorShapes } from '../../../../../targets/lambda/functions/service-error.ts';
import { failureResult } from '../../../../../targets/lambda/invoke.ts';
import { restoreError, restoreFailure } from '../../../../../targets/lambda/snapshot/restore-failure.ts';

describe('an invocation whose environment could not be restored', () => {
  it.each([
    [{ kind: 'timeout', afterMs: 10_000 }, 'SnapStartTimeoutException', 408],
    [{ kind: 'error', errorType: 'Runtime.AfterRestoreError', body: Buffer.from('{}') }, 'SnapStartException', 400],
    [{ kind: 'ended', errorType: 'Runtime.ExitError', message: 'exit status 9' }, 'SnapStartException', 400],
  ] as const)('%o is %s, %i', (failure, name, status) => {
    const refused = restoreError(failureResult(restoreFailure(failure), 'r-1'));
    expect(refused?.shape).toBe(name);
    expect(errorShapes[name].status).toBe(status);
  });

  it('an error of the function is none of these', () => {
    const failure = { kind: 'ended', errorType: 'Runtime.ExitError', message: '' } as const;
    expect(restoreError(failureResult(failure, 'r-1'))).toBeUndefined();
    expect(restoreError({ kind: 'throttled' })).toBeUndefined();
  });
});
