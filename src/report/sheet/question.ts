import type { RunResult } from '../../model/run-result.ts';
import { constraintsSchema, demandSchema } from '../../scenario/demand.ts';

/** What a capacity review asks of a run. */
export interface SheetQuestion {
  /** Requests per second in production, on average. */
  readonly perSecond: number | undefined;
  /** Requests that arrive at once. */
  readonly burst: number | undefined;
  readonly accountConcurrency: number;
  /** Connections that the downstream service allows. */
  readonly connections: number | undefined;
}

/** What the command says; the scenario says the rest. */
export type SheetOptions = { readonly [Key in keyof SheetQuestion]?: SheetQuestion[Key] | undefined };

/** The options of the command count more than the scenario of the run. */
export function questionOf({ scenario }: RunResult, said: SheetOptions): SheetQuestion {
  const demand = demandSchema.safeParse(partOf(scenario.resolved, 'demand')).data;
  const { accountConcurrency, connections } =
    constraintsSchema.safeParse(partOf(scenario.resolved, 'constraints')).data ?? constraintsSchema.parse({});
  return {
    perSecond: said.perSecond ?? demand?.perSecond,
    burst: said.burst ?? demand?.burst,
    accountConcurrency: said.accountConcurrency ?? accountConcurrency,
    connections: said.connections ?? connections,
  };
}

/** A result of an older version, or a damaged one, may lack it. */
const partOf = (resolved: unknown, key: string): unknown =>
  typeof resolved === 'object' && resolved !== null && Object.hasOwn(resolved, key)
    ? Reflect.get(resolved, key)
    : undefined;
