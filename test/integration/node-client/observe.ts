import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { CodeArchives } from '../../../src/launch/code/code-archives.ts';
import { functionCode } from '../../../src/launch/code/function-code.ts';
import { optional } from '../../../src/model/optional.ts';
import type { LambdaCode, LambdaFunctionConfig } from '../../../src/model/platform/lambda.ts';
import { LambdaProgram } from '../lambda/program.ts';
import { type ClientFunction, nameOf } from './functions.ts';
import { withoutChance } from './without-chance.ts';

/** What a function answered, call by call, and all that it logged, without what differs from run to run. */
export interface Observed {
  readonly answers: readonly Answer[];
  readonly log: readonly string[];
}

interface Answer {
  /** `X-Amz-Function-Error` */
  readonly error?: string;
  /** JSON, or else text. */
  readonly payload: unknown;
}

export type LogFormat = 'Text' | 'JSON';

/** What runs the functions. */
export interface Subject {
  readonly runtime: 'node' | 'node-ric';
  /** Absent: the Node at hand. */
  readonly node?: string;
  /** Where the official client is installed. Absent: the package runs where it is. */
  readonly directory?: string;
}

/** Functions that run beside one another: some only wait. */
const atOnce = 4;

const fixture = join(import.meta.dirname, '../../fixtures/node-client');

/** Runs each function in the embedded Lambda. What was seen, by the function's name. */
export async function observe(
  functions: readonly ClientFunction[],
  logFormat: LogFormat,
  subject: Subject,
): Promise<Record<string, Observed>> {
  const logs = mkdtempSync(join(tmpdir(), 'rollcall-node-client-'));
  const root = packageOf(subject);
  const place = { logs, root, logFormat, subject };
  const configs = await Promise.all(functions.map((each, index) => configOf(each, index, place)));
  try {
    await using lambda = await LambdaProgram.start('', { service: { functions: configs, invokeApi: { port: 0 } } });
    const limit = pLimit(atOnce);
    const seen = await Promise.all(functions.map((each, index) => limit(() => called(lambda, index, each))));
    await lambda.stop();
    const observed = functions.map((each, index) => {
      const { answers = [], requestIds = [] } = seen[index] ?? {};
      const plain = (text: string) => withoutChance(text, { requestIds, root });
      const lines = ownLines(readFileSync(logFile(logs, index), 'utf8')).map(plain);
      return [
        nameOf(each),
        { answers: JSON.parse(plain(JSON.stringify(answers))), log: lines.filter((line) => line !== '') },
      ];
    });
    return Object.fromEntries(observed);
  } finally {
    rmSync(logs, { recursive: true });
  }
}

interface Place {
  readonly logs: string;
  readonly root: string;
  readonly logFormat: LogFormat;
  readonly subject: Subject;
}

/** The official client is found above the function that it runs. */
function packageOf({ directory }: Subject): string {
  if (directory === undefined) return fixture;
  const copy = join(directory, 'package');
  if (!existsSync(copy)) cpSync(fixture, copy, { recursive: true });
  return copy;
}

async function configOf(each: ClientFunction, index: number, place: Place): Promise<LambdaFunctionConfig> {
  return {
    ...{ functionName: `f${index}`, code: await codeOf(each, place), model: { kind: 'event' }, memoryMb: 1769 },
    ...{ timeoutMs: each.timeoutMs ?? 30_000, initTimeoutMs: 10_000, maxLifeMs: 7_200_000 },
    keepAlive: { kind: 'constant', ms: 3000 },
    // What is left behind goes on: it is what is compared.
    ...{ environment: each.environment ?? {}, logFormat: place.logFormat, freeze: false },
    url: { port: 0, auth: 'NONE', invokeMode: 'BUFFERED' },
    ...{ logFile: logFile(place.logs, index), telemetryFile: join(place.logs, `${index}.ndjson`) },
  };
}

const logFile = (logs: string, index: number): string => join(logs, `${index}.log`);

/** What the command refuses before it starts, the runtime has to refuse by itself. */
async function codeOf({ handler }: ClientFunction, { root, subject }: Place): Promise<LambdaCode> {
  const { runtime, node } = subject;
  try {
    return await functionCode({ directory: root, handler, runtime, node }, new CodeArchives());
  } catch {
    const [module = '', ...name] = handler.split('.');
    const ref = { file: join(root, `${module}.js`), export: name.join('.') };
    return { kind: runtime, taskRoot: root, handlerName: handler, handler: ref, ...optional('node', node) };
  }
}

async function called(lambda: LambdaProgram, index: number, { events = [{}] }: ClientFunction) {
  const answers: Answer[] = [];
  const requestIds: string[] = [];
  for (const event of events) {
    const url = `${lambda.invokeEndpoint}/2015-03-31/functions/f${index}/invocations`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    const error = response.headers.get('x-amz-function-error');
    answers.push({ ...(error !== null && { error }), payload: jsonOr(await response.text()) });
    requestIds.push(response.headers.get('x-amzn-requestid') ?? '');
  }
  return { answers, requestIds };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Not those of the platform, nor what only the command line or the native part of a client says, nor which Node crashed. */
const ownLines = (log: string): string[] =>
  log
    .split('\n')
    .slice(0, -1)
    .filter((line) => !/^(INIT_START|INIT_REPORT|START|END|REPORT) |^\{"time":"[^"]*","type":"platform\./.test(line))
    .filter((line) => !/^Executing '|^Node\.js v|LAMBDA_RUNTIME/.test(line));
