import { type Identity, identityHeaders, type Meters } from '../../src/model/identity.ts';
import { type Instance, thisInstance } from './instance.ts';
import type { Handler } from './load-handler.ts';

export interface TagOptions {
  /** Puts the facts into the body as well. Only for a handler that answers an object which is its JSON body. */
  readonly inBody?: boolean;
  readonly instance?: Instance;
}

/**
 * Wraps a handler (returning a value or a promise) so that every answer says who gave it, as which of its calls, and
 * what that took: in the headers of `identityHeaders`. A result that is no HTTP answer becomes the JSON body of one,
 * unchanged. A handler that throws goes on to throw; its call counts.
 *
 * Wrap at the end of the module: init is the time from the start of the process to this moment.
 */
export function tag(handler: Handler, { inBody = false, instance = thisInstance }: TagOptions = {}): Handler {
  instance.initMs = performance.now();
  return async (event, context) => {
    const call = new TaggedCall(instance);
    try {
      const pending = handler(event, context);
      call.endSection();
      return withFacts(await pending, call, inBody);
    } finally {
      call.end();
    }
  };
}

type Facts = Identity & Meters;

class TaggedCall {
  readonly #instance: Instance;
  readonly #invocationId: number;
  readonly #inFlight: number;
  readonly #startedAtMs = performance.now();
  readonly #cpuBefore = process.cpuUsage();
  #sectionCpuMs = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#invocationId = ++instance.calls;
    this.#inFlight = ++instance.inFlight;
  }

  /** The handler has returned, or waits for the first time. */
  endSection(): void {
    this.#sectionCpuMs = cpuMsSince(this.#cpuBefore);
  }

  end(): void {
    this.#instance.inFlight -= 1;
  }

  facts(): Facts {
    const alone = this.#inFlight === 1 && this.#instance.calls === this.#invocationId;
    return {
      instanceId: this.#instance.id,
      invocationId: this.#invocationId,
      coldStart: this.#invocationId === 1 && this.#instance.startedByFirstCall,
      initMs: rounded(this.#instance.initMs),
      cpuMs: rounded(alone ? cpuMsSince(this.#cpuBefore) : this.#sectionCpuMs),
      cpuScope: alone ? 'call' : 'section',
      handlerMs: rounded(performance.now() - this.#startedAtMs),
      rssMb: rounded(process.memoryUsage.rss() / 2 ** 20),
      inFlight: this.#inFlight,
    };
  }
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function withFacts(result: unknown, call: TaggedCall, inBody: boolean): unknown {
  if (isStated(result)) {
    // Headers of a wrong type stay as they are, for the platform to refuse.
    return isObjectOrAbsent(result.headers)
      ? { ...result, headers: { ...result.headers, ...headersOf(call.facts()) } }
      : result;
  }
  const facts = call.facts();
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', ...headersOf(facts) },
    body: inBody ? JSON.stringify({ ...facts, ...(result as object) }) : bodyOf(result),
  };
}

interface StatedAnswer {
  readonly statusCode: unknown;
  readonly headers?: unknown;
}

const isStated = (result: unknown): result is StatedAnswer =>
  typeof result === 'object' && result !== null && (result as StatedAnswer).statusCode !== undefined;

const isObjectOrAbsent = (headers: unknown): headers is object | undefined =>
  headers === undefined || (typeof headers === 'object' && headers !== null && !Array.isArray(headers));

/** What JSON has no word for is null on the wire. */
const bodyOf = (result: unknown): string => (typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null'));

const headersOf = (facts: Facts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).map(([fact, value]) => [identityHeaders[fact as keyof Facts], String(value)]),
  );
