import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LambdaHere } from '../lambda/embedded/here.ts';
import type { FunctionOverrides } from '../local/service-config.ts';
import { isClient4 } from '../node-version.ts';
import { answerOf, earlyMeters, metersIn, wholeMeters } from './tagged-server.ts';

const file = join(import.meta.dirname, '../../fixtures/functions/tagged-styles.mjs');

const start = (name: string, overrides: FunctionOverrides = {}) =>
  LambdaHere.start('', { code: { kind: 'node', handler: { file, export: name } }, ...overrides });

describe.each(isClient4 ? ['promised'] : ['promised', 'calledBack', 'succeeded'])('a handler that has %s', (name) => {
  it('answers as it says, and as who: calls 1 and 2 of one environment, the first of them cold, with all meters', async () => {
    await using lambda = await start(name);
    const answers = [await answerOf(lambda.url), await answerOf(lambda.url)];
    for (const { status, headers, text } of answers) {
      expect([status, headers.get('x-mine'), text]).toEqual([201, '1', name]);
    }
    expect(answers.map(({ identity }) => [identity?.invocationId, identity?.coldStart])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(new Set(answers.map(({ identity }) => identity?.instanceId)).size).toBe(1);
    expect(answers.map(metersIn)).toEqual([wholeMeters, wholeMeters]);
  });

  it('fails as it says, which is call 1, and answers after that as call 2, alone', async () => {
    await using lambda = await start(name);
    expect((await answerOf(`${lambda.url}/${name === 'promised' ? 'throws' : 'fails'}`)).status).toBe(502);
    const { identity, meters } = await answerOf(lambda.url);
    expect([identity?.invocationId, meters.inFlight]).toEqual([2, 1]);
    await lambda.stop();
    expect(lambda.reports.map(({ errorType }) => errorType)).toEqual(['RangeError', undefined]);
  });
});

it('a callback that is never called is null, and its call is over: the next is 2, alone', async () => {
  await using lambda = await start('calledBack');
  const silent = await answerOf(`${lambda.url}/silent`);
  if (isClient4) {
    // No handler calls back there.
    expect(silent.status).toBe(502);
    return;
  }
  expect(silent.text).toBe('null');
  const { identity, meters } = await answerOf(lambda.url);
  expect([identity?.invocationId, meters.inFlight, meters.cpuScope]).toEqual([2, 1, 'call']);
});

it('calls that share a process are calls 1 and 2 of one instance, and their CPU is that of a section', async () => {
  const one = { maxConcurrencyPerEnvironment: 2, minEnvironments: 1, maxEnvironments: 1 };
  await using lambda = await start('inPairs', { model: { kind: 'managed', ...one } });
  const answers = await Promise.all([answerOf(lambda.url), answerOf(lambda.url)]);
  expect(answers.map(({ identity }) => identity?.invocationId).sort()).toEqual([1, 2]);
  expect(answers.map(({ meters }) => [meters.inFlight, meters.cpuScope]).sort()).toEqual([
    [1, 'section'],
    [2, 'section'],
  ]);
});

describe.each(['streamed', 'streamedInside'])('a streaming handler, %s', (name) => {
  it.each(['RESPONSE_STREAM', 'BUFFERED'] as const)(
    '%s: says who it is ahead of its body, and no meter of its end',
    async (invokeMode) => {
      await using lambda = await start(name, { url: { invokeMode } });
      const answers = [await answerOf(lambda.url), await answerOf(lambda.url)];
      for (const { status, headers, text } of answers) {
        expect([status, headers.get('x-mine'), text]).toEqual([201, '1', 'one two three']);
      }
      // Two pieces may arrive together.
      if (invokeMode === 'RESPONSE_STREAM') expect(Math.max(...answers.map(({ pieces }) => pieces))).toBeGreaterThan(1);
      expect(answers.map(({ identity }) => [identity?.invocationId, identity?.coldStart])).toEqual([
        [1, true],
        [2, false],
      ]);
      expect(answers.map(metersIn)).toEqual([earlyMeters, earlyMeters]);
      expect(answers.map(({ meters }) => meters.inFlight)).toEqual([1, 1]);
    },
  );

  it('one that only writes, and one that throws, are as without us, and are counted: the third is call 3', async () => {
    await using lambda = await start(name, { url: { invokeMode: 'RESPONSE_STREAM' } });
    const bare = await answerOf(`${lambda.url}/bare`);
    expect([bare.status, bare.text, bare.identity]).toEqual([200, 'bare', undefined]);
    expect((await answerOf(`${lambda.url}/throws`)).status).toBe(502);
    const { identity, meters } = await answerOf(lambda.url);
    expect([identity?.invocationId, meters.inFlight]).toEqual([3, 1]);
  });
});
