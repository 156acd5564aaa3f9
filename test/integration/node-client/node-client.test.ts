import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionsOf, nameOf } from './functions.ts';
import { type LogFormat, type Observed, observe } from './observe.ts';
import { subjectUnderTest } from './subject.ts';

const subject = subjectUnderTest();
const functions = functionsOf(subject.client);

type Recorded = Record<LogFormat, Record<string, Observed>>;

/** What AWS's client did: written by scripts/official-runtime.mjs --record. */
const file = join(import.meta.dirname, '../../fixtures/node-client-recorded', `${subject.client}.json`);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
const seen: Partial<Recorded> = {};

/** A function that logs nothing goes the same way whatever the format of its log is. */
const functionsIn = (format: LogFormat) =>
  functions.filter((each) => format === 'Text' || subject.isRecorded || recorded.Text[nameOf(each)]?.log.length !== 0);

describe.each(['Text', 'JSON'] as const)(`${subject.runtime} as ${subject.client}, logs in %s`, (format) => {
  beforeAll(async () => {
    seen[format] = await observe(functionsIn(format), format, subject);
    if (!subject.isRecorded) return;
    recorded[format] = seen[format];
    writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
  }, 600_000);

  it.each(functionsIn(format).map(nameOf))('%s', (name) => {
    expect(seen[format]?.[name]).toEqual(recorded[format][name]);
    expect(seen[format]?.[name]?.answers.length).toBeGreaterThan(0);
  });
});
