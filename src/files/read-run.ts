import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { type RunResult, resultSchemaVersion, runResultSchema } from '../model/run-result.ts';
import { parseSampleLine, type SampleLine } from '../model/sample-line.ts';
import { isFile } from './is-file.ts';
import { type Expected, readText } from './read-text.ts';

/**
 * The result of a run from its folder.
 * @param options.countSamples whether the message about a killed run says how many samples can be saved.
 * @throws {UserError} `run-unreadable`: no run, a killed run, a damaged result, or another version.
 */
export async function readResult(directory: string, { countSamples = true } = {}): Promise<RunResult> {
  const file = join(directory, 'result.json');
  if (!(await isFile(file))) throw await withoutResult(directory, countSamples);
  const data = parseJson(await readText(file, resultFile), file);
  refuseDeep(data, file);
  refuseOtherVersion(data, file);
  const { data: result, error } = runResultSchema.safeParse(data);
  if (result !== undefined) return result;
  throw unreadable(problemsOf(error, file), `render it from an undamaged copy; ${saveSamples}`);
}

const resultFile: Expected = {
  code: 'run-unreadable',
  one: 'the folder of a run, such as reports/burst-10-2026-11-21T14-03-59Z',
  several: 'the folder of a run',
};

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`${file}: damaged, not JSON: ${(cause as Error).message}`, saveSamples, cause);
  }
}

const saveSamples = '`--format data` and `--format csv` can still convert samples.ndjson';

/** No result is nested this deeply. The code that shows a result is recursive and would run out of stack. */
const deepest = 200;

function refuseDeep(data: unknown, file: string): void {
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest)
      throw unreadable(
        `${file}: damaged: nested more than ${deepest} levels deep`,
        `render it from an undamaged copy; ${saveSamples}`,
      );
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

/** There is only one version, so there are no migrations. */
function refuseOtherVersion(data: unknown, file: string): void {
  const version: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'schemaVersion') : undefined;
  if (version === resultSchemaVersion) return;
  const whole = typeof version === 'number' && Number.isInteger(version);
  const what = whole
    ? `schemaVersion ${version}, but this rollcall reads version ${resultSchemaVersion}`
    : `${version === undefined ? 'no schemaVersion' : 'schemaVersion is not a whole number'}: not the result of a run, or damaged`;
  const mend = !whole
    ? 'render it from an undamaged copy'
    : version > resultSchemaVersion
      ? 'a newer rollcall wrote it: update this one'
      : 'an older rollcall wrote it: render it with that version';
  throw unreadable(`${file}: ${what}`, `${mend}; ${saveSamples}`);
}

const mostProblems = 10;

/** `result.json: targets.0.requests.sent: expected number, got text`, one line each. */
function problemsOf(error: z.ZodError, file: string): string {
  const lines = error.issues
    .slice(0, mostProblems)
    .map(({ path, message }) => `${file}: ${path.join('.') || 'the file'}: ${message}`);
  const more = error.issues.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

async function withoutResult(directory: string, countSamples: boolean): Promise<UserError> {
  const samples = join(directory, 'samples.ndjson');
  if (!(await isFile(samples)))
    return unreadable(`${directory}: not a run: no result.json and no samples.ndjson`, `name ${resultFile.one}`);
  const message = `${directory}: no result.json: the run was killed or is still running`;
  if (!countSamples) return unreadable(message, saveSamples);
  let readable = 0;
  for await (const batch of readSamples(directory, () => {})) readable += batch.length;
  return unreadable(message, `samples.ndjson contains ${readable} readable samples: ${saveSamples}`);
}

const unreadable = (message: string, hint: string, cause?: unknown): UserError =>
  new UserError('run-unreadable', message, { hint, cause });

/**
 * The samples of a run, in batches. Skips damaged lines and reports them at the end, such as the last line of a
 * killed run.
 */
export async function* readSamples(
  directory: string,
  tell: (message: string) => void,
): AsyncGenerator<readonly SampleLine[]> {
  const damage = new Damage();
  for await (const lines of readLines(directory))
    yield lines.map((line) => damage.check(line)).filter((sample) => sample !== undefined);
  damage.report(join(directory, 'samples.ndjson'), tell);
}

/** Damaged lines, and whether other lines follow the first of them. */
export class Damage {
  private lines = 0;
  private damaged = 0;
  private first = 0;

  check(line: string): SampleLine | undefined {
    this.lines += 1;
    try {
      return parseSampleLine(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.first = this.damaged === 0 ? this.lines : this.first;
      this.damaged += 1;
      return undefined;
    }
  }

  report(file: string, tell: (message: string) => void): void {
    if (this.damaged === 0) return;
    const rest = `the other ${this.lines - this.damaged} lines are used`;
    const damaged = this.damaged === 1 ? 'one damaged line' : `${this.damaged} damaged lines, the first`;
    if (this.damaged === 1 && this.first === this.lines) tell(`${file}: the last line is truncated; ${rest}`);
    else tell(`${file}: ${damaged} at line ${this.first}; ${rest}`);
  }
}

/**
 * The non-empty lines of `samples.ndjson`, in groups. Each line is a copy, so that keeping one does not keep the whole
 * chunk in memory.
 * @throws {UserError} `run-unreadable` if the file does not exist or has no lines.
 */
export async function* readLines(directory: string): AsyncGenerator<readonly string[]> {
  const file = join(directory, 'samples.ndjson');
  let rest: Buffer = Buffer.alloc(0);
  let isDropping = false;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: bytesAtOnce }) as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const { lines, end } = linesOf(bytes);
      rest = bytes.subarray(end);
      if (isDropping && end > 0) {
        // The rest of a line that was skipped.
        if (bytes[0] !== lineBreak) lines.shift();
        isDropping = false;
      }
      if (rest.length > longestLine || isDropping) {
        if (!isDropping) lines.push(overlong);
        [isDropping, rest] = [true, Buffer.alloc(0)];
      }
      yield lines;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    const what = code === 'ENOENT' ? 'the file does not exist' : message;
    throw new UserError('run-unreadable', `${file}: ${what}`, { cause: error });
  }
  if (rest.length > 0) yield [rest.toString()];
}

const bytesAtOnce = 1 << 18;
const longestLine = 1 << 24;
/** Replaces a line that is longer than any sample. It is not JSON, like other damaged lines. */
const overlong = '{';

function linesOf(bytes: Buffer): { readonly lines: string[]; readonly end: number } {
  const lines: string[] = [];
  let start = 0;
  for (let end = bytes.indexOf(lineBreak); end !== -1; end = bytes.indexOf(lineBreak, start)) {
    if (end > start) lines.push(bytes.toString('utf8', start, end));
    start = end + 1;
  }
  return { lines, end: start };
}

const lineBreak = 0x0a;
