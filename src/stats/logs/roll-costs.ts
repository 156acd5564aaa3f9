import { billedAs, type RecordedUse } from '../../billing/bases/billed-as.ts';
import { LambdaBill } from '../../billing/lambda-cost.ts';

import { type PriceSheet, tieredUsd, type UnknownPrices } from '../../billing/price-sheet.ts';
import { priceTable } from '../../billing/prices.ts';
import { vcpusAt } from '../../concurrency/cpu-share.ts';
import { invocationOfLog, type LoggedInvocation } from '../../logs/log-finding.ts';
import { optional } from '../../model/optional.ts';
import type { BilledAs } from '../../model/schema/billed-as.ts';

/** The same calls at another memory size. No log says how much of a call is CPU, so there are two ends: the truth lies between them. */
export interface SizeCost {
  readonly memoryMb: number;
  /** If the calls only wait: they take as long as they did. */
  readonly usdIfWaiting: number;
  /** If the calls only compute, on one thread: they take longer below the CPU share of one vCPU, by their share. */
  readonly usdIfComputing: number;
}

export interface RollCosts {
  /** Of the lines as they were billed. Absent: a price is unknown, or no line is billed by the millisecond. */
  readonly usd?: number;
  /** Sizes that hold the largest Max Memory Used of these lines. Absent with an unknown price. */
  readonly atSizes?: readonly SizeCost[];
  /** The calls with a stream and a time under every way of billing. Absent with an unknown price, and in another region than that of the price table. */
  readonly billedAs?: readonly BilledAs[];
}

/** Besides the size of the function itself. 1,769 MB has one vCPU. */
const sizesMb = [128, 256, 512, 1024, 1769, 3008];

/** What the calls of a function used, as bills need it. */
export class RollUse {
  private readonly bill = new LambdaBill();
  private calls = 0;
  /** Whole ms, with init and restore, of the lines with a memory size. */
  private wallMs = 0;
  private startMs = 0;
  /** Of calls without their start: what it would have been at one vCPU, if the CPU was all that they needed. */
  private vcpuMs = 0;
  private largestMb = 0;
  private largestUsedMb = 0;
  private readonly sizes = new Set<number>();

  add(logged: LoggedInvocation): void {
    const { memorySizeMb, maxMemoryUsedMb = 0, durationMs, initMs, restoreMs = 0 } = logged;
    const invocation = invocationOfLog(logged);
    if (invocation !== undefined) this.bill.add({ ...invocation, runtime: logged.runtime });
    if (memorySizeMb === undefined) return;
    const startMs = initMs ?? restoreMs;
    this.calls += 1;
    this.wallMs += Math.ceil(startMs + durationMs);
    this.startMs += startMs;
    this.vcpuMs += durationMs * oneThread(memorySizeMb);
    this.largestMb = Math.max(this.largestMb, memorySizeMb);
    this.largestUsedMb = Math.max(this.largestUsedMb, maxMemoryUsedMb);
    if (this.sizes.size < mostSizes) this.sizes.add(memorySizeMb);
  }

  /** @param seen of the calls with a stream and a time */
  finish(sheet: PriceSheet | UnknownPrices, seen: Pick<RecordedUse, 'requests' | 'wallMs' | 'instances'>): RollCosts {
    if (this.calls === 0) return {};
    if ('unknown' in sheet) return {};
    const { durationTiers, usdPerMillionRequests } = sheet.lambda;
    const usdOf = (mbMs: number) =>
      tieredUsd(mbMs / 1024 / 1000, durationTiers) + (this.calls * usdPerMillionRequests) / 1e6;
    return {
      // The other ways of billing are known in this region only.
      ...(sheet.region === priceTable.region && {
        billedAs: billedAs({ ...seen, memoryMb: this.largestMb, architecture: sheet.architecture }),
      }),
      ...optional('usd', this.bill.finish({ sheet, source: 'report-lines' })?.usd),
      atSizes: this.atSizes(usdOf),
    };
  }

  private atSizes(usdOf: (mbMs: number) => number): SizeCost[] {
    return [...new Set([...sizesMb, ...this.sizes])]
      .filter((memoryMb) => memoryMb >= this.largestUsedMb)
      .sort((a, b) => a - b)
      .map((memoryMb) => ({
        memoryMb,
        usdIfWaiting: usdOf(this.wallMs * memoryMb),
        usdIfComputing: usdOf((this.startMs + this.vcpuMs / oneThread(memoryMb)) * memoryMb),
      }));
  }
}

const mostSizes = 20;

/** vCPUs that one thread can use. */
const oneThread = (memoryMb: number): number => Math.min(1, vcpusAt(memoryMb, 'call'));
