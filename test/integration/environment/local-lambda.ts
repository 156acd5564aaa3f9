import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import yargs from 'yargs';
import { readyJson } from '../../../src/cli/local/announce.ts';
import { localCommand } from '../../../src/cli/local/local.ts';
import type { LocalArguments } from '../../../src/cli/local/options.ts';
import { runFunctions } from '../../../src/cli/local/run-functions.ts';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type Ending, pidOf, startRollcallIn } from '../rollcall.ts';

export const fixture = (name: string): string => `${packageRoot}/test/fixtures/lambda/environment/${name}`;

/** Of a call, whatever the function is. */
// biome-ignore lint/suspicious/noExplicitAny: what a fixture answers is known to its test
export type Json = any;

interface Outcome {
  readonly answer: Json;
  readonly functionError: string | undefined;
  /** The last lines of its log. */
  readonly log: string;
}

/** Functions that run until they are stopped. */
interface Running {
  readonly ready: Json;
  stderr(): string;
  stop(): Promise<void>;
}

/** What `rollcall local` runs, in this process: a program of its own takes three times the CPU. It stops when it is disposed of. */
export class LocalLambda implements AsyncDisposable {
  readonly #running: Running;
  readonly client: LambdaClient;

  static async start(args: readonly string[]): Promise<LocalLambda> {
    return new LocalLambda(await runHere(args));
  }

  constructor(running: Running) {
    this.#running = running;
    this.client = this.clientOf(this.ready.credentials ?? { accessKeyId: 'any', secretAccessKey: 'any' });
  }

  get ready(): Json {
    return this.#running.ready;
  }

  /** What it has said, with the logs of the functions: all of it once it has stopped. */
  get stderr(): string {
    return this.#running.stderr();
  }

  clientOf(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }): LambdaClient {
    return new LambdaClient({ endpoint: this.ready.invokeEndpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  }

  async invoke(event: unknown = {}, functionName: string = this.ready.functionName): Promise<Outcome> {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event), LogType: 'Tail' });
    const { Payload = [], FunctionError, LogResult = '' } = await this.client.send(command);
    return {
      answer: JSON.parse(Buffer.from(Payload).toString()),
      functionError: FunctionError,
      log: Buffer.from(LogResult, 'base64').toString(),
    };
  }

  /** What a caller has who does not ask for the log, and so has it as soon as it is there. */
  async clientAnswer(event: unknown = {}): Promise<Json> {
    const command = new InvokeCommand({ FunctionName: this.ready.functionName, Payload: JSON.stringify(event) });
    const { Payload = [] } = await this.client.send(command);
    return JSON.parse(Buffer.from(Payload).toString());
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    await this.stop();
  }
}

/** `rollcall local` as a user runs it. */
export class LocalProgram extends LocalLambda {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ending>;

  /** With more in its environment. */
  static override async start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<LocalProgram> {
    const started = startRollcallIn(environment, 'local', ...args, '--json');
    const { child, ended } = started;
    const first = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
    if (!Array.isArray(first)) throw new Error(`rollcall local ended: ${first.stderr}`);
    return new LocalProgram(started, JSON.parse(first[0]));
  }

  private constructor({ child, ended, stderr }: ReturnType<typeof startRollcallIn>, ready: Json) {
    const stop = async () => {
      child.kill('SIGTERM');
      await ended;
    };
    super({ ready, stderr, stop });
    this.#child = child;
    this.ended = ended;
  }

  get pid(): number {
    return pidOf(this.#child);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

async function runHere(args: readonly string[]): Promise<Running> {
  const options = await optionsOf(args);
  const stopping = new AbortController();
  const said: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => {
      said.push(text);
      done();
    },
  });
  return new Promise((resolve, reject) => {
    const ended = runFunctions(options, { signal: new AbortController().signal, output }, async (running) => {
      const stopped = once(stopping.signal, 'abort');
      const stop = () => {
        stopping.abort();
        return ended;
      };
      resolve({ ready: readyJson(running, options), stderr: () => said.join(''), stop });
      await stopped;
    });
    ended.catch(reject);
  });
}

async function optionsOf(args: readonly string[]): Promise<LocalArguments> {
  const { builder = {} } = localCommand;
  const command = { ...localCommand, command: '$0 [function]', builder, handler: () => {} };
  const options = await yargs([...args])
    .command(command)
    .strict()
    .exitProcess(false)
    .parseAsync();
  return options as unknown as LocalArguments;
}
