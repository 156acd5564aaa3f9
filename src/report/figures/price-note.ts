import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { groupBy } from '../../stats/group.ts';
import { scenarioTarget } from '../page/scenario-target.ts';

/** What the prices of a target are of. */
interface PriceUsed {
  readonly target: string;
  /** `x86_64`, or `t4g.small, ARM`. */
  readonly paidFor: string;
  /** `2026-09-19, us-east-1 (AWS public price lists)`, or `your own`. */
  readonly list: string;
}

/** `Prices of 2026-09-19, us-east-1 (AWS public price lists): lambda x86_64; server t4g.small, ARM.`, notes of bills, and unknown prices. */
export function priceNote(result: RunResult): string {
  const used = result.targets.flatMap((target) => priceOf(target, result) ?? []);
  const lists = [...groupBy(used, ({ list }) => list)];
  const unknown = unknownPriceLines(result.prices).map((line) => `${line}.`);
  if (lists.length === 0) return ['No target of this run has a price.', ...unknown].join(' ');
  return [
    ...lists.map(
      ([list, of]) => `Prices of ${list}: ${of.map(({ target, paidFor }) => `${target} ${paidFor}`).join('; ')}.`,
    ),
    ...billNoteLines(result.targets).map((line) => `${line}.`),
    ...unknown,
  ].join(' ');
}

function priceOf(target: TargetResult, result: RunResult): PriceUsed | undefined {
  const { name, billing, serverCost } = target;
  const used = result.prices.used?.find((price) => price.target === name);
  const { date, region, source } = used ?? result.prices;
  const isOwn = result.prices.used !== undefined && used === undefined;
  const list = isOwn ? 'your own' : `${date}, ${region} (${source})`;
  if (billing !== undefined)
    return { target: name, list, paidFor: used?.architecture ?? billing.pricedAs ?? architectureOf(target, result) };
  if (serverCost === undefined) return undefined;
  return { target: name, list, paidFor: withProcessor(serverCost.description) };
}

/** Results of earlier versions do not say it target by target: then as the function is, or as the scenario asked for it. */
function architectureOf({ name, deployed }: TargetResult, result: RunResult): string {
  const { architecture } = scenarioTarget(result, name);
  return deployed?.architecture ?? (typeof architecture === 'string' ? architecture : result.prices.architecture);
}

/**
 * An instance type says its processor: a `g` after the generation is Graviton, which is ARM, any other of ours x86.
 * Source: "Amazon EC2 instance type naming conventions". What is no type, such as a price of one's own, is left as it is.
 */
export function withProcessor(description: string): string {
  const [, family] = /^([a-z]+\d+[a-z]*)\.\w+$/.exec(description) ?? [];
  if (family === undefined) return description;
  return `${description}, ${/^[a-z]+\d+g/.test(family) ? 'ARM' : 'x86'}`;
}

/** What a reader has to know of each bill. */
export const billNoteLines = (targets: readonly TargetResult[]): string[] =>
  targets.flatMap(({ name, billing }) => (billing?.notes ?? []).map((note) => `${name}: ${note}`));

/** Why targets have no cost, and where to state their prices. */
export const unknownPriceLines = ({ unknown = [] }: RunResult['prices']): string[] =>
  unknown.map(({ target, message }) => `${target}: ${message}`);
