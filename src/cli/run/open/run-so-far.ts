import { phasesOf } from '../../../experiment/before/plan.ts';
import type { RunEvent } from '../../../experiment/progress.ts';
import { doubtsSoFar } from '../../../experiment/verdict/judge.ts';
import type { PreparedRun } from '../../../library/prepare-run.ts';
import { optional } from '../../../model/optional.ts';
import { printableLine } from '../../../model/printable.ts';
import type { LiveBill, LiveDoubt, LivePhase, LiveSnapshot, LiveTarget } from '../../../report/live/snapshot.ts';
import type { RunSize } from '../live/remaining.ts';
import { RunState } from '../live/state.ts';
import { callPrice } from './call-price.ts';
import { PhaseLoad } from './phase-load.ts';

/** What a page shows of a run, from its events. */
export class RunSoFar {
  private readonly run: Pick<PreparedRun, 'scenario' | 'deployed'>;
  private readonly nowMs: () => number;
  private readonly state: RunState;
  /** By phase, then by target: the repeat that runs or ran last. */
  private readonly loads = new Map<string, Map<string, PhaseLoad>>();
  private readonly running = new Map<string, PhaseLoad>();
  /** Of loads that a later repeat has replaced. */
  private billedBefore: LiveBill | undefined;
  private readonly troubles: LiveDoubt[] = [];
  private phase: string | undefined;
  private over: string | undefined;

  constructor(run: Pick<PreparedRun, 'scenario' | 'deployed'>, size: RunSize, nowMs: () => number) {
    this.run = run;
    this.nowMs = nowMs;
    this.state = new RunState(nowMs, size);
  }

  onEvent(event: RunEvent): void {
    const { started } = this.state.apply(event);
    if (event.kind === 'sample') {
      this.running.get(event.sample.target)?.add(event.sample);
      return;
    }
    const trouble = troubleOf(event);
    if (trouble !== undefined && this.troubles.length < mostTroubles) this.troubles.push({ message: trouble });
    if ('target' in event && event.kind !== 'function-failed') this.running.delete(event.target);
    if (started !== undefined) this.start(new PhaseLoad(started, this.factsOf(started.start), this.nowMs));
  }

  /** From now on, the page says this. */
  end(words: string): void {
    this.over = words;
    this.running.clear();
  }

  snapshot(): LiveSnapshot {
    const phase = this.phase === undefined ? undefined : this.phaseSoFar(this.phase);
    return {
      doing: this.over ?? this.doing(),
      left: this.over === undefined ? this.state.left : '',
      ...(phase && { phase }),
      ...optional('billed', sumOf([this.billedBefore, ...this.allLoads().map(({ bill }) => bill)])),
      doubts: [...this.troubles, ...this.doubts()],
    };
  }

  private start(load: PhaseLoad): void {
    const { name, target } = load.progress.start;
    const ofPhase = this.loads.get(name) ?? new Map<string, PhaseLoad>();
    this.loads.set(name, ofPhase);
    this.billedBefore = sumOf([this.billedBefore, ofPhase.get(target)?.bill]);
    ofPhase.set(target, load);
    this.running.set(target, load);
    // A pause has nothing to show: the phase before it stays.
    if (load.progress.start.expected > 0) this.phase = name;
  }

  private factsOf({ target, name }: PhaseLoad['progress']['start']) {
    const { scenario, deployed } = this.run;
    const spec = scenario.targets.find((one) => one.name === target);
    const phase = scenario.load.find((one) => one.name === name);
    if (phase === undefined) throw new Error(`${name} is no phase of the scenario`);
    return {
      kind: phase.kind,
      targetKind: spec?.kind ?? '',
      price: spec && callPrice(scenario, spec, deployed.get(target)?.function),
    };
  }

  private phaseSoFar(name: string): LivePhase | undefined {
    const { scenario } = this.run;
    const phase = scenario.load.find((one) => one.name === name);
    if (phase === undefined) return undefined;
    const targets = scenario.targets.flatMap((target, index): LiveTarget[] => {
      if (!phasesOf(scenario, target).includes(phase)) return [];
      const load = this.loads.get(name)?.get(target.name);
      const running = load !== undefined && this.running.get(target.name) === load;
      return [
        {
          ...{ name: target.name, kind: target.kind, index },
          ...(running && { runningMs: load.elapsedMs }),
          ...(load && { load: load.soFar(running) }),
        },
      ];
    });
    const spans = [...(this.loads.get(name)?.values() ?? [])].map((load) => load.spanMs);
    const spanMs = Math.max(0, ...spans, ...targets.map(({ runningMs = 0 }) => runningMs));
    return { name, kind: phase.kind, spanMs, targets };
  }

  private doubts(): LiveDoubt[] {
    const { thresholds, maxUnansweredShare } = this.run.scenario;
    return this.allLoads()
      .flatMap((load) => doubtsSoFar(load.asTarget(), { thresholds, maxUnansweredShare }))
      .map(({ message, advice }) => ({ message, advice }));
  }

  private allLoads(): PhaseLoad[] {
    return [...this.loads.values()].flatMap((ofPhase) => [...ofPhase.values()]);
  }

  private doing(): string {
    const [target] = this.state.running;
    if (target === undefined) return this.loads.size === 0 ? 'preparing' : 'reading records';
    const { stage, name } = target;
    if (stage.kind === 'starting') return `starting ${printableLine(name)}`;
    if (stage.kind === 'warming')
      return `starting environment ${stage.environments + 1} of ${stage.needed} of ${printableLine(name)} before ${printableLine(stage.phase)}`;
    const { phase } = stage;
    const what = `${printableLine(phase.start.name)} at ${printableLine(name)}`;
    return phase.start.expected > 0 && phase.done >= phase.start.expected ? `${what}: ended, reading records` : what;
  }
}

/** Undefined if none is known. */
function sumOf(bills: readonly (LiveBill | undefined)[]): LiveBill | undefined {
  const known = bills.filter((bill) => bill !== undefined);
  if (known.length === 0) return undefined;
  const dollars = known.flatMap(({ usd }) => usd ?? []);
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return {
    ms: sum(known.map(({ ms }) => ms)),
    ...optional('usd', dollars.length === 0 ? undefined : sum(dollars)),
  };
}

/** A function may fail in a new way with every call. */
const mostTroubles = 20;

function troubleOf(event: RunEvent): string | undefined {
  if (event.kind === 'aborted') return `ended early: ${event.message}`;
  if (event.kind === 'function-failed') return `${event.target} failed: ${event.error}`;
  return event.kind === 'target-failed' ? `${event.target}: ${event.message}` : undefined;
}
