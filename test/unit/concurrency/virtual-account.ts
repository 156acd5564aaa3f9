import { ConcurrencyRules } from '../../../src/concurrency/admission.ts';
import { IdlePolicy } from '../../../src/concurrency/idle-policy.ts';
import type { EnvironmentPool } from '../../../src/concurrency/throttle.ts';
import { seededRandom } from '../../../src/model/random.ts';
import { type FunctionPlan, type Input, type Outcome, rankOf, type Schedule } from './schedule.ts';

type Request = Extract<Input, { kind: 'request' }>;

interface VirtualEnvironment {
  readonly place: EnvironmentPool;
  state: 'starting' | 'idle' | 'busy' | 'ended';
}

interface Due {
  readonly atMs: number;
  readonly rank: number;
  run(): void;
}

const version = '1';

/**
 * A platform without processes: supervisors of virtual environments, which take their decisions from the rules and from the
 * idle policy, on a clock that jumps from one event to the next.
 */
export class VirtualAccount {
  readonly #rules: ConcurrencyRules;
  readonly #supervisors = new Map<string, Supervisor>();
  readonly #due: Due[] = [];
  readonly #fates: string[] = [];
  readonly #answersAtMs: number[][] = [];
  readonly #alive: number[] = [];
  #nowMs = 0;

  constructor(schedule: Schedule) {
    this.#rules = new ConcurrencyRules(schedule.limits, 0);
    for (const [index, plan] of schedule.functions.entries()) {
      const policy = new IdlePolicy<VirtualEnvironment>({
        keepAlive: schedule.keepAlive,
        maxLifeMs: schedule.maxLifeMs,
        random: seededRandom(schedule.seed + index),
      });
      const at = (atMs: number, what: keyof typeof rankOf, run: () => void): void => {
        this.#due.push({ atMs: Math.max(atMs, this.#nowMs), rank: rankOf[what], run });
      };
      this.#supervisors.set(plan.name, new Supervisor(plan, this.#rules, policy, { at, nowMs: () => this.#nowMs }));
    }
  }

  run(inputs: readonly Input[]): Outcome {
    for (const input of inputs) {
      this.#runUntil(input.atMs, rankOf[input.kind]);
      this.#nowMs = input.atMs;
      this.#happens(input);
    }
    this.#runUntil(Number.POSITIVE_INFINITY, 0);
    return {
      ...{ fates: this.#fates, answersAtMs: this.#answersAtMs, alive: this.#alive },
      started: sum(this.#supervisors, ({ started }) => started),
    };
  }

  /** When all is over. */
  left(): { readonly inFlight: number; readonly onDemandAlive: number } {
    let inFlight = 0;
    for (const name of this.#supervisors.keys()) {
      const { provisioned, 'on-demand': onDemand } = this.#rules.inFlight(name);
      inFlight += provisioned + onDemand;
    }
    return { inFlight, onDemandAlive: sum(this.#supervisors, ({ alive }) => alive['on-demand']) };
  }

  #happens(input: Input): void {
    const supervisor = this.#supervisors.get(input.functionName);
    if (supervisor === undefined) throw new Error(`no function ${input.functionName}`);
    if (input.kind === 'kill') supervisor.kill(input.place);
    else if (input.kind === 'reserve') this.#rules.reserve(input.functionName, input.reserved, this.#nowMs);
    else {
      this.#alive.push(sum(this.#supervisors, ({ alive }) => alive.provisioned + alive['on-demand']));
      const answers: number[] = [];
      this.#answersAtMs[input.id] = answers;
      this.#fates[input.id] = supervisor.invoke(input, () => answers.push(this.#nowMs));
    }
  }

  /** Events that come before this instant; those that they bring about as well. */
  #runUntil(atMs: number, rank: number): void {
    for (let next = this.#first(); next !== undefined; next = this.#first()) {
      if (next.atMs > atMs || (next.atMs === atMs && next.rank >= rank)) return;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#nowMs = next.atMs;
      next.run();
    }
  }

  /** Of equal ones the one that was set first. */
  #first(): Due | undefined {
    let first: Due | undefined;
    for (const due of this.#due)
      if (first === undefined || due.atMs < first.atMs || (due.atMs === first.atMs && due.rank < first.rank))
        first = due;
    return first;
  }
}

interface Clock {
  nowMs(): number;
  at(atMs: number, what: keyof typeof rankOf, run: () => void): void;
}

/** One function: what the real supervisor does with the rules, with virtual environments. */
class Supervisor {
  readonly alive: Record<EnvironmentPool, number> = { provisioned: 0, 'on-demand': 0 };
  started = 0;
  readonly #plan: FunctionPlan;
  readonly #rules: ConcurrencyRules;
  readonly #policy: IdlePolicy<VirtualEnvironment>;
  readonly #clock: Clock;

  constructor(plan: FunctionPlan, rules: ConcurrencyRules, policy: IdlePolicy<VirtualEnvironment>, clock: Clock) {
    this.#plan = plan;
    this.#rules = rules;
    this.#policy = policy;
    this.#clock = clock;
    if (plan.reserved !== undefined) accepted(rules.reserve(plan.name, plan.reserved, 0));
    if (plan.provisioned === 0) return;
    accepted(rules.provision(plan.name, version, plan.provisioned, 0));
    this.#provision();
  }

  invoke(request: Request, answer: () => void): string {
    const nowMs = this.#clock.nowMs();
    const { functionName, invocation } = request;
    const idle = (place: EnvironmentPool): boolean => this.#policy.has(nowMs, place);
    const decision = this.#rules.arrive({ functionName, version, invocation, idle }, nowMs);
    if (decision.kind === 'throttle') {
      answer();
      return decision.reason;
    }
    const cold = decision.kind === 'start-new';
    const environment = cold ? this.#start() : this.#policy.take(nowMs, decision.place);
    if (environment === undefined || environment.state === 'busy') throw new Error('no environment is idle');
    environment.state = 'busy';
    const busyMs = request.durationMs + (cold ? this.#plan.initMs : 0);
    this.#clock.at(nowMs + busyMs, 'completion', () => {
      answer();
      this.#rules.ended(functionName, version, decision.place);
      if (request.dies) this.#ended(environment);
      else this.#idle(environment);
    });
    if (cold) return 'cold';
    return decision.place === 'provisioned' ? 'provisioned' : 'warm';
  }

  kill(place: EnvironmentPool): void {
    const environment = this.#policy.take(this.#clock.nowMs(), place);
    if (environment !== undefined) this.#ended(environment);
  }

  #start(): VirtualEnvironment {
    const environment: VirtualEnvironment = { place: 'on-demand', state: 'starting' };
    this.#policy.started(environment, this.#clock.nowMs());
    this.alive['on-demand'] += 1;
    this.started += 1;
    return environment;
  }

  #idle(environment: VirtualEnvironment): void {
    environment.state = 'idle';
    this.#policy.add(environment, this.#clock.nowMs());
    const nextMs = this.#policy.nextExpiryMs();
    if (nextMs !== undefined) this.#clock.at(nextMs, 'expiry', () => this.#expire());
  }

  #expire(): void {
    for (const environment of this.#policy.expired(this.#clock.nowMs())) this.#ended(environment);
    const nextMs = this.#policy.nextExpiryMs();
    if (nextMs !== undefined) this.#clock.at(nextMs, 'expiry', () => this.#expire());
  }

  #ended(environment: VirtualEnvironment): void {
    if (environment.state === 'ended') throw new Error('an environment ended twice');
    environment.state = 'ended';
    this.alive[environment.place] -= 1;
    if (environment.place === 'on-demand') return;
    this.#rules.provisionedEnded(this.#plan.name, version);
    this.#provision();
  }

  #provision(): void {
    const nowMs = this.#clock.nowMs();
    const { start, nextAtMs } = this.#rules.provisionedDue(
      this.#plan.name,
      version,
      this.#policy.count('provisioned'),
      nowMs,
    );
    for (let started = 0; started < start; started += 1) {
      const environment: VirtualEnvironment = { place: 'provisioned', state: 'starting' };
      this.#policy.started(environment, nowMs, 'provisioned');
      this.#clock.at(nowMs + this.#plan.initMs, 'provisioned', () => {
        this.alive.provisioned += 1;
        this.#rules.provisionedInitialized(this.#plan.name, version);
        this.#idle(environment);
      });
    }
    if (nextAtMs !== undefined) this.#clock.at(nextAtMs, 'provisioned', () => this.#provision());
  }
}

function accepted(change: { readonly kind: string }): void {
  if (change.kind !== 'accepted') throw new Error('the plan breaks the rules');
}

function sum(supervisors: ReadonlyMap<string, Supervisor>, of: (supervisor: Supervisor) => number): number {
  let total = 0;
  for (const supervisor of supervisors.values()) total += of(supervisor);
  return total;
}
