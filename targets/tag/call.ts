import { readFileSync } from 'node:fs';
import { type Identity, identityHeaders, type Meters } from '../../src/model/identity.ts';

export interface Instance {
  id: string;
  /** Whether it was started by the request that is its first call. Undefined: nobody can tell from inside. */
  readonly startedByFirstCall: boolean | undefined;
  initMs: number;
  calls: number;
  inFlight: number;
}

export const createInstance = (id: string, startedByFirstCall: boolean | undefined): Instance => ({
  id,
  startedByFirstCall,
  initMs: 0,
  calls: 0,
  inFlight: 0,
});

/** One call of an instance, from here on: counted, and measured. */
export class TaggedCall {
  readonly #instance: Instance;
  readonly #invocationId: number;
  readonly #inFlight: number;
  readonly #startedAtMs = performance.now();
  readonly #cpuBefore = process.cpuUsage();
  #sectionCpuMs: number | undefined;
  #hasEnded = false;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#invocationId = ++instance.calls;
    this.#inFlight = ++instance.inFlight;
  }

  /** The handler has returned, or waits for the first time. */
  endSection(): void {
    this.#sectionCpuMs ??= cpuMsSince(this.#cpuBefore);
  }

  /** Any number of times: the first counts. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#instance.inFlight = Math.max(0, this.#instance.inFlight - 1);
  }

  introduction(): Identity & Meters {
    const { id, initMs, startedByFirstCall } = this.#instance;
    const coldStart = this.#invocationId === 1 ? startedByFirstCall : false;
    return {
      instanceId: id,
      invocationId: this.#invocationId,
      ...(coldStart !== undefined && { coldStart }),
      initMs: rounded(initMs),
      inFlight: this.#inFlight,
    };
  }

  meters(): Meters {
    const alone = this.#inFlight === 1 && this.#instance.calls === this.#invocationId;
    const callCpuMs = cpuMsSince(this.#cpuBefore);
    return {
      // Before its first section has ended, all CPU since its start is that of the section.
      cpuMs: rounded(alone ? callCpuMs : (this.#sectionCpuMs ?? callCpuMs)),
      cpuScope: alone ? 'call' : 'section',
      handlerMs: rounded(performance.now() - this.#startedAtMs),
      rssMb: rounded(process.memoryUsage.rss() / 2 ** 20),
    };
  }

  facts(): Identity & Meters {
    return { ...this.introduction(), ...this.meters() };
  }
}

export const thisInstance = createInstance(randomUuid(), isStartedByFirstCall(process.env));

/** Environments that are restored from one snapshot of Node have the memory of the module in common: each draws an id of its own. */
if (process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'snap-start') {
  const { startupSnapshot } = process.getBuiltinModule('node:v8');
  const redraw = () => {
    thisInstance.id = randomUuid();
    thisInstance.initMs = performance.now();
  };
  if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.addDeserializeCallback(redraw);
}

export const headersOf = (facts: Partial<Identity> & Meters): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).map(([fact, value]) => [
      identityHeaders[fact as keyof typeof identityHeaders],
      String(value),
    ]),
  );

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Lambda says how it started an environment. A server was started before the load, unless its platform scales from zero. */
export function isStartedByFirstCall(environment: Readonly<Record<string, string | undefined>>): boolean | undefined {
  const type = environment['AWS_LAMBDA_INITIALIZATION_TYPE'];
  if (type !== undefined) return type === 'on-demand' || type === 'snap-start' || type === 'native-http';
  // Set by Cloud Run and Knative, by Azure Container Apps, and by Azure Functions.
  const scalesFromZero = ['K_SERVICE', 'CONTAINER_APP_NAME', 'FUNCTIONS_WORKER_RUNTIME'];
  return scalesFromZero.some((name) => environment[name] !== undefined) ? undefined : false;
}

/** From the kernel where it has one to give: node:crypto costs a cold start 1 ms more. */
function randomUuid(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/uuid', 'latin1').trim();
  } catch {
    // Not Linux.
    return process.getBuiltinModule('node:crypto').randomUUID();
  }
}
