import { serverPrice, unknownServerPrice } from '../../billing/hosting-price.ts';
import { priceTable } from '../../billing/prices.ts';
import { UserError } from '../../model/errors.ts';
import { counted, usd } from '../../text/format.ts';
import type { FleetDefinition, TaskKind } from './definition.ts';

export interface FleetPrice {
  /** For the terminal: before anything is started. */
  readonly lines: readonly string[];
  /** If every task lives as long as it may. Absent: the prices of the region are not known. */
  readonly usdMost?: number;
}

/** Fargate bills vCPU and memory by the second, from the download of the image until the task ends. */
export function fleetPrice(
  { worker, nats }: FleetDefinition,
  { workers, region, mostSeconds }: { readonly workers: number; readonly region: string; readonly mostSeconds: number },
): FleetPrice {
  const minutes = Math.ceil(mostSeconds / 60);
  const lines = [
    `Fargate in ${region}: ${counted(workers, 'worker')} of ${sizeOf(worker)}, and NATS of ${sizeOf(nats)}; each ends after ${minutes} min at the latest`,
  ];
  const unknown = unknownServerPrice({ fargate: worker }, region);
  if (unknown !== undefined) {
    const prices = `prices of Fargate in ${region} are not in the price table, which has those of ${priceTable.region}`;
    const hours = (amount: (kind: TaskKind) => number) =>
      (((workers * amount(worker) + amount(nats)) * mostSeconds) / 3600).toFixed(2);
    const used = `${hours(({ vcpu }) => vcpu)} vCPU-hours and ${hours(({ memoryMb }) => memoryMb / 1024)} GB-hours`;
    return { lines: [...lines, `  cost unknown: ${prices}; at most ${used}`] };
  }
  const [ofWorker, ofNats] = [worker, nats].map((kind) => serverPrice({ fargate: kind }).usdPerHour) as [
    number,
    number,
  ];
  const usdMost = ((workers * ofWorker + ofNats) * mostSeconds) / 3600;
  const formula = `(${workers} × $${ofWorker.toFixed(5)} + $${ofNats.toFixed(5)}) an hour × ${minutes} min`;
  return {
    usdMost,
    lines: [
      ...lines,
      `  at most ${usd(usdMost)} = ${formula}; NAT, data transfer and logs are not included`,
      `  prices of ${priceTable.date}, ${priceTable.region}`,
    ],
  };
}

/** @throws {UserError} `too-expensive`, `cost-unknown` */
export function refuseFleetPrice({ usdMost, lines }: FleetPrice, maxCostUsd: number | undefined): void {
  if (maxCostUsd === undefined) return;
  const what = lines.map((line) => `\n  ${line}`).join('');
  if (usdMost === undefined)
    throw new UserError(
      'cost-unknown',
      `the cost of the workers is unknown, so --max-cost cannot be enforced; nothing was started${what}`,
      {
        hint: 'leave out --max-cost to be asked instead',
      },
    );
  if (usdMost > maxCostUsd)
    throw new UserError(
      'too-expensive',
      `the workers could cost ${usd(usdMost)}, more than ${usd(maxCostUsd)}; nothing was started${what}`,
      {
        hint: `use fewer workers, shorten their life with --fargate-minutes, or raise the limit: --max-cost ${Math.ceil(usdMost * 100) / 100}`,
      },
    );
}

const sizeOf = ({ vcpu, memoryMb, architecture }: TaskKind): string =>
  `${vcpu} vCPU and ${memoryMb / 1024} GB (${architecture === 'arm64' ? 'Arm' : 'x86'})`;
