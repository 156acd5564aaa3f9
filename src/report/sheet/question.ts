import type { RunResult } from '../../model/run-result.ts';
import { constraintsSchema, demandSchema } from '../../scenario/demand.ts';
import { lambdaQuotas } from '../../stats/capacity/lambda-limits.ts';

/** What a capacity review asks of a run. */
export interface SheetQuestion {
  /** Requests per second in production, on average. */
  readonly perSecond: number | undefined;
  /** Requests that arrive at once. */
  readonly burst: number | undefined;
  readonly accountConcurrency: number;
  /** Connections that the downstream service allows. */
  readonly connections: number | undefined;
  /** Of embedded functions whose scenario sets it. */
  readonly reservedConcurrency: ReadonlyMap<string, number>;
}

/** What the command says; the scenario says the rest. */
type Said = Omit<SheetQuestion, 'reservedConcurrency'>;

export type SheetOptions = { readonly [Key in keyof Said]?: Said[Key] | undefined };

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
    reservedConcurrency: reservedIn(scenario.resolved),
  };
}

/** A result of an older version, or a damaged one, may lack it. */
const partOf = (resolved: unknown, key: string): unknown =>
  typeof resolved === 'object' && resolved !== null && Object.hasOwn(resolved, key)
    ? Reflect.get(resolved, key)
    : undefined;

/** `concurrencyLimit` of embedded functions; its default is that of an account, and reserves nothing. */
function reservedIn(resolved: unknown): ReadonlyMap<string, number> {
  const targets = partOf(resolved, 'targets');
  if (!Array.isArray(targets)) return new Map();
  return new Map(
    targets.flatMap((target: unknown): [string, number][] => {
      const [name, limit] = [partOf(target, 'name'), partOf(target, 'concurrencyLimit')];
      const reserves = typeof limit === 'number' && limit !== lambdaQuotas.accountConcurrency;
      return typeof name === 'string' && reserves ? [[name, limit]] : [];
    }),
  );
}
