import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FunctionLog } from '../../../../../targets/lambda/logging/function-log.ts';

test('a refused answer is one line of the log, in its format, whatever the reason holds', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-refused-'));
  const logFile = join(directory, 'f.log');
  try {
    const log = new FunctionLog({ logFile, telemetryFile: join(directory, 'f.ndjson') });
    const refused = { requestId: 'id-1', reason: 'the result is no JSON: "a\n\tb"' };
    log.answerRefused({ ...refused, format: 'Text' });
    log.answerRefused({ ...refused, format: 'JSON' });
    await log.close();
    const [text, json, ...rest] = readFileSync(logFile, 'utf8').split('\n');
    expect(text).toBe(
      'RequestId: id-1 Error: not a valid HTTP answer: the result is no JSON: "a b" (the caller got 502)',
    );
    expect(JSON.parse(json ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      type: 'rollcall.answer-refused',
      record: { requestId: 'id-1', status: 502, reason: 'the result is no JSON: "a b"' },
    });
    expect(rest).toEqual(['']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
