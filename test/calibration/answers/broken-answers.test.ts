import { expect, test } from 'vitest';
import type { EngineSpec } from '../../../src/scenario/engines.ts';
import { fire, sequential } from '../firing.ts';
import { serve } from '../scripted-server.ts';
import { brokenOff, malformed, sound } from './broken-answers.ts';

const engines: readonly EngineSpec[] = [{ kind: 'socket' }, { kind: 'undici', http2: false }];

const kindOf = async (answer: string, engine: EngineSpec): Promise<string> => {
  await using server = await serve((socket) => socket.end(Buffer.from(answer, 'latin1')));
  const { samples } = await fire(server.url, sequential(1), { engine, timeoutMs: 5000 });
  return samples.map(({ outcome }) => outcome.kind).join();
};

test.each(engines)(
  'what is no HTTP is malformed, what breaks off is a reset, and what is unusual is answered, by $kind',
  async (engine) => {
    const wrong: string[] = [];
    for (const [expected, answers] of [
      ['malformed', malformed],
      ['reset', brokenOff],
      ['answered', sound],
    ] as const)
      for (const [name, answer] of Object.entries(answers)) {
        const kind = await kindOf(answer, engine);
        if (kind !== expected) wrong.push(`${name}: ${kind}, not ${expected}`);
      }
    expect(wrong).toEqual([]);
  },
  60_000,
);
