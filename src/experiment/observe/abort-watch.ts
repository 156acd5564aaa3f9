import { numberAtKeys } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { OutcomeKind } from '../../model/outcome.ts';
import type { RunResult } from '../../model/run-result.ts';
import { responseTimeMs, type Sample, serviceTimeMs } from '../../model/sample.ts';
import { shownSides } from '../../report/figures/threshold-format.ts';
import { type AbortCondition, livePath, parseAbortCondition } from '../../scenario/thresholds/abort-condition.ts';
import { evaluate } from '../../scenario/thresholds/evaluate.ts';
import { SplitLatency } from '../../stats/latency-split.ts';
import { answeredOf, RequestCounter } from '../../stats/request-counts.ts';
import { counted, ms } from '../../text/format.ts';

type Aborted = NonNullable<RunResult['aborted']>;
type Figure = Extract<AbortCondition, { kind: 'figure' }>;
type NoAnswers = Extract<AbortCondition, { kind: 'no-answers' }>;

/** How often figures are looked at, on the clock of the samples: percentiles take some 0.1 ms. */
const everyMs = 500;

/** Whether a condition of `abortOn` has become true. It sees every sample, in the order of completion. */
export class AbortWatch {
  /** The first condition that became true. */
  aborted: Aborted | undefined;
  private readonly figures: readonly Figure[];
  private readonly silences: readonly NoAnswers[];
  private readonly onAbort: (aborted: Aborted) => void;
  private readonly live = new Map<string, LiveFigures>();
  private readonly silent = new Map<string, Silence>();
  private lookedAtMs = Number.NEGATIVE_INFINITY;

  /** `onAbort` is called once. */
  constructor(conditions: readonly string[], onAbort: (aborted: Aborted) => void) {
    const parsed = conditions.map(parseAbortCondition);
    this.figures = parsed.filter((condition) => condition.kind === 'figure');
    this.silences = parsed.filter((condition) => condition.kind === 'no-answers');
    this.onAbort = onAbort;
  }

  add(sample: Sample): void {
    if (this.aborted !== undefined) return;
    this.listen(sample);
    if (this.figures.length === 0) return;
    const { target, completedAtMs } = sample;
    const live = this.live.get(target) ?? new LiveFigures();
    this.live.set(target, live);
    live.add(sample);
    if (completedAtMs - this.lookedAtMs < everyMs) return;
    this.lookedAtMs = completedAtMs;
    this.look(target, completedAtMs);
  }

  private listen({ target, outcome, completedAtMs }: Sample): void {
    const effect = saysOfTarget[outcome.kind];
    if (effect === 'alive') this.silent.delete(target);
    if (effect !== 'silent') return;
    const { sinceMs, requests } = this.silent.get(target) ?? { sinceMs: completedAtMs, requests: 0 };
    this.silent.set(target, { sinceMs, requests: requests + 1 });
    const [condition] = this.silences.filter(({ forMs }) => completedAtMs - sinceMs >= forMs);
    if (condition === undefined) return;
    const message = `${target} stopped answering: ${counted(requests + 1, 'request')} in a row failed within ${ms(completedAtMs - sinceMs)}`;
    this.abort({ condition: condition.text, target, atMs: completedAtMs, message });
  }

  private look(target: string, atMs: number): void {
    const now = new Map([...this.live].map(([target, live]) => [target, live.now()]));
    for (const { text, threshold } of this.figures) {
      const { value, limit, holds } = evaluate(threshold, (metric) =>
        numberAtKeys(now.get(metric.target) ?? {}, livePath(metric) ?? []),
      );
      if (!holds) continue;
      const sides = shownSides({
        expression: text,
        passed: false,
        ...optional('value', value),
        ...optional('limit', limit),
      });
      this.abort({ condition: text, target, atMs, message: `\`${text}\` became true: it ${sides}` });
      return;
    }
  }

  private abort(aborted: Aborted): void {
    this.aborted = aborted;
    this.onAbort(aborted);
  }
}

/** Failures of a target since its last response. */
interface Silence {
  readonly sinceMs: number;
  readonly requests: number;
}

/** A response of any status shows that the target is there. What rollcall did not send or ended itself says nothing. */
const saysOfTarget: Readonly<Record<OutcomeKind, 'alive' | 'silent' | 'nothing'>> = {
  ...{ answered: 'alive', throttled: 'alive', 'http-error': 'alive' },
  ...{ 'timed-out': 'silent', refused: 'silent', reset: 'silent', malformed: 'silent', unreachable: 'silent' },
  ...{ interrupted: 'nothing', 'not-sent': 'nothing' },
};

/** The figures of a target that are known during the load, under their names in the result. */
class LiveFigures {
  private readonly requests = new RequestCounter();
  private readonly serviceTime = new SplitLatency();
  private readonly responseTime = new SplitLatency();
  private readonly instances = new Set<string>();

  add(sample: Sample): void {
    this.requests.add(sample);
    const instance = sample.identity?.instanceId ?? sample.platform?.environmentId;
    if (instance !== undefined) this.instances.add(instance);
    const serviceMs = serviceTimeMs(sample);
    if (sample.outcome.kind !== 'answered' || serviceMs === undefined) return;
    this.serviceTime.add(serviceMs, sample);
    this.responseTime.add(responseTimeMs(sample), sample);
  }

  now(): object {
    const requests = this.requests.finish();
    const answered = answeredOf(requests);
    return {
      requests,
      latencyMs: { serviceTime: this.serviceTime.finish(answered), responseTime: this.responseTime.finish(answered) },
      environments: { distinct: this.instances.size },
    };
  }
}
