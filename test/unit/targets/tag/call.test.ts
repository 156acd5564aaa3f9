import { describe, expect, it } from 'vitest';
import { isStartedByFirstCall } from '../../../../targets/tag/call.ts';

describe('whether the first call started its process', () => {
  it.each([
    [{ AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' }, true],
    [{ AWS_LAMBDA_INITIALIZATION_TYPE: 'native-http' }, true],
    [{ AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start' }, true],
    [{ AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' }, false],
    [{ K_SERVICE: 'on Cloud Run' }, undefined],
    [{ FUNCTIONS_WORKER_RUNTIME: 'node' }, undefined],
    [{}, false],
  ])('%j: %s', (environment, expected) => {
    expect(isStartedByFirstCall(environment)).toBe(expected);
  });
});
