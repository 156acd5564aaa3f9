import { optional } from '../model/optional.ts';
import { type BilledLine, type BillingRule, billingRules, expectedBilledMs, rulesFor } from './billing-rules.ts';

/** A line whose Billed Duration is not what its rule bills. */
export interface Mismatch<Line> {
  readonly line: Line;
  readonly rule: BillingRule;
  readonly expectedMs: number;
  /** Billed less expected: positive if too much was billed. */
  readonly differenceMs: number;
  /** Another rule, which it does follow. */
  readonly follows?: BillingRule;
}

/** The lines that one rule was held against. */
export interface RuleCheck {
  readonly rule: BillingRule;
  /** Why this rule: it was given, the time of each line says so, or it fits most lines of those whose time does not. */
  readonly because: 'given' | 'time' | 'fit';
  readonly lines: number;
  readonly mismatched: number;
}

export interface Reconciled<Line> {
  readonly lines: number;
  readonly mismatched: number;
  /** Restores that do not tell their billed part: no rule can be held against them. */
  readonly unjudged: number;
  readonly rules: readonly RuleCheck[];
  /** At most 100,000 for each of `rules`, in the order of the log. */
  readonly mismatches: readonly Mismatch<Line>[];
  /** Of all mismatches: what was billed above and below the rule. */
  readonly aboveMs: number;
  readonly belowMs: number;
  /** Initialization that is part of what was billed, by the rule of its line. */
  readonly initBilledMs: number;
  /** Time that is in no bill: of each line duration, init and restore together, as far as they exceed what was billed. */
  readonly unbilledMs: number;
  /** What was billed beyond that time: as every step rounds up, and by mistake. */
  readonly beyondMs: number;
}

/** Printed durations are rounded, and real lines are 1 ms off now and then. */
const toleranceMs = 1;
const mostListed = 100_000;

/**
 * Holds the rule of its time against each line. Lines whose time leaves several rules open are held against each of these, and in the
 * end against the one that fits the most of them; of equals the newest.
 */
export class Reconciliation<Line extends BilledLine> {
  private readonly given: BillingRule | undefined;
  /** By the rules that are open: `1ms 1ms-with-init`. */
  private readonly groups = new Map<string, Map<BillingRule, Tally<Line>>>();
  private lines = 0;
  private unjudged = 0;
  private unbilledUs = 0;
  private beyondUs = 0;

  constructor(given?: BillingRule) {
    this.given = given;
  }

  add(line: Line): void {
    this.lines += 1;
    const us = Math.round((line.billedMs - line.durationMs - (line.initMs ?? 0) - (line.restoreMs ?? 0)) * 1000);
    if (us < 0) this.unbilledUs -= us;
    else this.beyondUs += us;
    if (line.restoreMs !== undefined && line.billedRestoreMs === undefined) this.unjudged += 1;
    else for (const [rule, tally] of this.groupOf(line)) tally.add(line, rule);
  }

  finish(): Reconciled<Line> {
    const checks = [...this.groups.values()].map(bestOf);
    const tallies = checks.map(({ tally }) => tally);
    return {
      lines: this.lines,
      mismatched: sumOf(tallies, ({ mismatched }) => mismatched),
      unjudged: this.unjudged,
      rules: checks.map(({ rule, open, tally: { lines, mismatched } }) => {
        const because = this.given !== undefined ? 'given' : open === 1 ? 'time' : 'fit';
        return { rule, because, lines, mismatched };
      }),
      mismatches: tallies.flatMap(({ mismatches }) => mismatches),
      aboveMs: sumOf(tallies, ({ aboveMs }) => aboveMs),
      belowMs: sumOf(tallies, ({ belowMs }) => belowMs),
      initBilledMs: sumOf(checks, ({ rule, tally }) => (rule === '1ms-with-init' ? tally.initUs : 0)) / 1000,
      unbilledMs: this.unbilledUs / 1000,
      beyondMs: this.beyondUs / 1000,
    };
  }

  private groupOf(line: Line): Map<BillingRule, Tally<Line>> {
    const rules = this.given === undefined ? rulesFor(line) : [this.given];
    const key = rules.join(' ');
    const group = this.groups.get(key) ?? new Map(rules.map((rule) => [rule, new Tally<Line>()]));
    this.groups.set(key, group);
    return group;
  }
}

/** What holding one rule against lines gives. */
class Tally<Line extends BilledLine> {
  readonly mismatches: Mismatch<Line>[] = [];
  lines = 0;
  mismatched = 0;
  aboveMs = 0;
  belowMs = 0;
  initUs = 0;

  add(line: Line, rule: BillingRule): void {
    this.lines += 1;
    this.initUs += Math.round((line.initMs ?? 0) * 1000);
    const expectedMs = expectedBilledMs(rule, line) ?? line.billedMs;
    const differenceMs = line.billedMs - expectedMs;
    if (Math.abs(differenceMs) <= toleranceMs) return;
    this.mismatched += 1;
    if (differenceMs > 0) this.aboveMs += differenceMs;
    else this.belowMs -= differenceMs;
    if (this.mismatches.length >= mostListed) return;
    const follows = billingRules.find((other) => follow(other, line));
    this.mismatches.push({ line, rule, expectedMs, differenceMs, ...optional('follows', follows) });
  }
}

function follow(rule: BillingRule, line: BilledLine): boolean {
  const expectedMs = expectedBilledMs(rule, line);
  return expectedMs !== undefined && Math.abs(line.billedMs - expectedMs) <= toleranceMs;
}

function bestOf<Line extends BilledLine>(group: ReadonlyMap<BillingRule, Tally<Line>>) {
  const newestFirst = [...group].reverse().map(([rule, tally]) => ({ rule, tally, open: group.size }));
  return newestFirst.reduce((best, each) => (each.tally.mismatched < best.tally.mismatched ? each : best));
}

const sumOf = <T>(all: readonly T[], of: (each: T) => number): number => all.reduce((sum, each) => sum + of(each), 0);
