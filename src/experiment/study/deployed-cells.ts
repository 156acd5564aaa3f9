import type { InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaClient, regionOf } from '../../aws/access.ts';
import { awsProblem } from '../../aws/aws-problem.ts';
import { type Called, type CellCall, type CellFunctions, functionFailure } from '../../launch/cells/cell-functions.ts';
import { ChangedFunction } from '../../launch/cells/changed-function.ts';
import { accessOf, functionNameOf } from '../../launch/deployed/target.ts';
import { InvokeClient } from '../../loadgen/engines/invoke/client.ts';
import { invocationOfLog } from '../../logs/log-finding.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { optional } from '../../model/optional.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { Forcing } from '../../model/study/study-sample.ts';
import type { FunctionSettings } from '../../scenario/study/factors.ts';
import type { LambdaInvokeSpec } from '../../target-kinds/lambda-invoke.ts';

export interface DeployedCell {
  readonly id: string;
  readonly spec: LambdaInvokeSpec;
  readonly settings: FunctionSettings;
}

interface CellFunction {
  readonly functionName: string;
  readonly region: string;
  readonly settings: FunctionSettings;
  readonly client: InvokeClient;
  /** Shared by all cells of the same function. */
  readonly changed: ChangedFunction;
}

/** Deployed functions, called by the SDK. What is changed of them is as before when it is disposed. */
export class DeployedCells implements CellFunctions {
  readonly #cells = new Map<string, CellFunction>();
  readonly #clients = new Map<string, LambdaClient>();
  readonly #settled = new Map<string, Promise<string | undefined>>();
  #lastSettled: Promise<string | undefined> = Promise.resolve(undefined);
  readonly #signal: AbortSignal;

  /** @throws {UserError} no credentials or region */
  static async open(
    cells: readonly DeployedCell[],
    { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
  ): Promise<DeployedCells> {
    const opened = new DeployedCells(signal);
    const functions = new Map<string, Omit<CellFunction, 'settings'>>();
    for (const { id, spec, settings } of cells) {
      const functionName = functionNameOf(spec);
      const access = accessOf(spec);
      const region = await regionOf(access, { functionName });
      const key = `${functionName} ${spec.qualifier} ${region}`;
      const found = functions.get(key) ?? {
        ...{ functionName, region },
        client: await InvokeClient.open(
          {
            ...{ kind: 'invoke', access, region, functionName, tail: true },
            ...optional('qualifier', spec.qualifier),
            ...connections,
          },
          { keepAlive: true },
        ),
        changed: new ChangedFunction(await opened.#clientIn(access, region), { region, functionName, directory }),
      };
      functions.set(key, found);
      opened.#cells.set(id, { ...found, settings });
    }
    return opened;
  }

  private constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Why cells cannot run, by their ids. */
  async unavailable(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const [id, { settings, changed }] of this.#cells) {
      const why = settings.snapStart === true ? await changed.whyNoSnapshot() : undefined;
      if (why !== undefined) found.set(id, why);
    }
    return found;
  }

  async force(cell: string, forcing: Exclude<Forcing, 'wait'>): Promise<string | undefined> {
    const { changed, settings } = this.#of(cell);
    await changed.change(settings, this.#signal);
    return forcing === 'version' ? changed.publish(this.#signal) : undefined;
  }

  /** A version of its own where it has settings of its own: cells may share a function. */
  settled(cell: string): Promise<string | undefined> {
    const { settings } = this.#of(cell);
    const known = this.#settled.get(cell);
    if (known !== undefined) return known;
    const hasOwn = Object.keys(settings).length > 0;
    // One after another: a version has the configuration of the moment.
    const own = hasOwn ? this.#lastSettled.then(() => this.force(cell, 'version')) : Promise.resolve(undefined);
    this.#settled.set(cell, own);
    this.#lastSettled = hasOwn ? own : this.#lastSettled;
    return own;
  }

  async call(cell: string, { qualifier, payload, timeoutMs, signal }: CellCall): Promise<Called> {
    const { client, functionName, region } = this.#of(cell);
    const timeout = AbortSignal.timeout(timeoutMs);
    const instants = { sentAtMs: performance.now(), firstByteAtMs: 0 };
    const stamps = {
      opening: () => {},
      connected: () => this.#sent(instants),
      tlsDone: () => this.#sent(instants),
      handed: () => this.#sent(instants),
      firstByte: () => {},
    };
    const about = () => ({
      sentAtEpochMs: performance.timeOrigin + instants.sentAtMs,
      clientMs: performance.now() - instants.sentAtMs,
    });
    try {
      const output = await client.invoke(payload, stamps, AbortSignal.any([signal, timeout]), qualifier);
      return { ...about(), ...answered(output) };
    } catch (error) {
      const failure = timeout.aborted
        ? `no answer within ${timeoutMs / 1000} s`
        : awsProblem(error, 'invoke', { region, functionName }).message;
      return { ...about(), answer: Buffer.alloc(0), failure, invocation: async () => undefined };
    }
  }

  /** @throws {UserError} `not-restored` */
  async [Symbol.asyncDispose](): Promise<void> {
    const functions = new Set([...this.#cells.values()].map(({ changed }) => changed));
    const restored = await Promise.allSettled([...functions].map((changed) => changed.restore()));
    for (const { client } of this.#cells.values()) client.close();
    for (const client of this.#clients.values()) client.destroy();
    for (const one of restored) if (one.status === 'rejected') throw one.reason;
  }

  #sent(instants: { sentAtMs: number }): void {
    instants.sentAtMs = performance.now();
  }

  async #clientIn(access: Parameters<typeof lambdaClient>[0], region: string): Promise<LambdaClient> {
    const key = JSON.stringify([access, region]);
    const client = this.#clients.get(key) ?? (await lambdaClient(access, { region }));
    this.#clients.set(key, client);
    return client;
  }

  #of(cell: string): CellFunction {
    const found = this.#cells.get(cell);
    if (found === undefined) throw new Error(`there is no cell ${cell}`);
    return found;
  }
}

const connections = { maxSockets: 1000, concurrency: 1000 };

function answered(output: InvokeCommandOutput): Pick<Called, 'answer' | 'requestId' | 'failure' | 'invocation'> {
  const answer = Buffer.from(output.Payload ?? []);
  const { requestId = '' } = output.$metadata;
  const tail = Buffer.from(output.LogResult ?? '', 'base64').toString('utf8');
  return {
    ...{ answer, requestId },
    ...optional('failure', output.FunctionError === undefined ? undefined : functionFailure(answer)),
    invocation: async () => invocationIn(tail, requestId),
  };
}

/** The REPORT line of a call, in the end of the log that came with its answer. */
function invocationIn(log: string, requestId: string): Invocation | undefined {
  let found: Invocation | undefined;
  const reader = new LogReader((finding) => {
    if (finding.kind === 'invocation' && finding.invocation.requestId === requestId)
      found = invocationOfLog(finding.invocation);
  });
  reader.event(log);
  reader.end();
  return found;
}
