import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type Ending, startRollcallIn } from '../rollcall.ts';

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

/** `rollcall local`, ready. It is told to stop when it is disposed of. */
export class LocalLambda implements AsyncDisposable {
  readonly #started: ReturnType<typeof startRollcallIn>;
  readonly ready: Json;
  readonly client: LambdaClient;

  static async start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<LocalLambda> {
    const started = startRollcallIn(environment, 'local', ...args, '--json');
    const told = await Promise.race([once(createInterface({ input: started.child.stdout }), 'line'), started.ended]);
    if (!Array.isArray(told)) throw new Error(`rollcall local ended: ${told.stderr}`);
    return new LocalLambda(started, JSON.parse(told[0]));
  }

  private constructor(started: ReturnType<typeof startRollcallIn>, ready: Json) {
    this.#started = started;
    this.ready = ready;
    this.client = this.clientOf(ready.credentials ?? { accessKeyId: 'any', secretAccessKey: 'any' });
  }

  get pid(): number {
    return this.#started.child.pid ?? 0;
  }

  get stderr(): string {
    return this.#started.stderr();
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

  kill(): void {
    this.#started.child.kill('SIGKILL');
  }

  async stop(): Promise<Ending> {
    this.#started.child.kill('SIGTERM');
    return this.#started.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    await this.stop();
  }
}
