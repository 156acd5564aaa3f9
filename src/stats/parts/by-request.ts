import type { ByRequest } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import { responseTimeMs, type Sample, serviceTimeMs } from '../../model/sample.ts';
import { LatencyHistogram } from '../latency.ts';
import { answeredOf, RequestCounter } from '../request-counts.ts';

/** Adds up samples by the name of their request, where the load has several. */
export class RequestSplit {
  readonly #byName = new Map<string, Figures>();

  add(sample: Sample): void {
    const { request, outcome } = sample;
    if (request === undefined) return;
    const figures = this.#byName.get(request) ?? new Figures();
    this.#byName.set(request, figures);
    figures.requests.add(sample);
    const serviceMs = serviceTimeMs(sample);
    if (outcome.kind !== 'answered' || serviceMs === undefined) return;
    figures.serviceTime.add(serviceMs);
    figures.responseTime.add(responseTimeMs(sample));
  }

  /** In the order of these names, then recorded ones as often as they were sent; undefined where no sample has a name. */
  finish(names: readonly string[]): ByRequest | undefined {
    if (this.#byName.size === 0) return undefined;
    const sentOf = (name: string) => this.#byName.get(name)?.requests.finish().sent ?? 0;
    const recorded = [...this.#byName.keys()].filter((name) => !names.includes(name));
    recorded.sort((a, b) => sentOf(b) - sentOf(a) || (a < b ? -1 : 1));
    return [...names, ...recorded].map((name) => {
      const { requests, serviceTime, responseTime } = this.#byName.get(name) ?? new Figures();
      const counts = requests.finish();
      const answered = answeredOf(counts);
      return {
        name,
        requests: counts,
        latencyMs: {
          ...optional('serviceTime', serviceTime.summary(answered)),
          ...optional('responseTime', responseTime.summary(answered)),
        },
      };
    });
  }
}

class Figures {
  readonly requests = new RequestCounter();
  readonly serviceTime = new LatencyHistogram();
  readonly responseTime = new LatencyHistogram();
}
