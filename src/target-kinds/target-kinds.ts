import { z } from 'zod';
import type { EventSource } from '../model/http/event-source.ts';
import type { FunctionCode } from './fields/function-code.ts';
import { http } from './http.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { lambdaUrl } from './lambda-url.ts';
import { lambdaWeb } from './lambda-web.ts';
import { localLambda } from './local-lambda.ts';
import { nodeServer } from './node-server.ts';
import { server } from './server.ts';
import type { TargetKindModule } from './target-kind.ts';

/** Every kind of target, in the order of the docs. */
const targetKinds = {
  'local-lambda': localLambda,
  'node-server': nodeServer,
  server,
  http,
  'lambda-web': lambdaWeb,
  'lambda-url': lambdaUrl,
  'lambda-invoke': lambdaInvoke,
};

type Kinds = typeof targetKinds;
type Schema = Kinds[keyof Kinds]['schema'];

/** The names, each with the schema of that name: `starters` in src/launch does not compile with a name that its schema does not have. */
export type TargetKind = {
  [Kind in keyof Kinds]: z.output<Kinds[Kind]['schema']>['kind'] extends Kind ? Kind : never;
}[keyof Kinds];
export type TargetSpec = z.output<Schema>;

/** A deployed function, which the Lambda API describes. */
export type DeployedSpec = {
  [Kind in TargetKind]: Kinds[Kind] extends { where: 'deployed' } ? z.output<Kinds[Kind]['schema']> : never;
}[TargetKind];

export const targetSchema = z.discriminatedUnion(
  'kind',
  Object.values(targetKinds).map(({ schema }) => schema) as [Schema, ...Schema[]],
);

export const kindOf = ({ kind }: TargetSpec): TargetKindModule<z.ZodType<TargetSpec>> => targetKinds[kind];

/** By the name in a result, or in a scenario that was not checked; undefined if this version has no such kind. */
export const kindNamed = (name: unknown): TargetKindModule<z.ZodType<TargetSpec>> | undefined =>
  typeof name === 'string' && Object.hasOwn(targetKinds, name) ? targetKinds[name as TargetKind] : undefined;

export const isDeployed = (spec: TargetSpec): spec is DeployedSpec => kindOf(spec).where === 'deployed';

/** Whether the run starts such a target and stops it, so that each repeat has a new one. */
export const isStarted = ({ kind }: { readonly kind: unknown }): boolean => kindNamed(kind)?.where === 'started';

/** Whether it runs a function: its own, or the workload of the scenario. */
export const runsFunctions = (spec: TargetSpec): boolean => kindOf(spec).functions !== 'none';

export const ownFunctionOf = (spec: TargetSpec): FunctionCode | undefined => kindOf(spec).ownFunction(spec);

/** The event that its function gets, if it has one of its own. */
export const ownEventOf = (spec: TargetSpec): EventSource | undefined => ('event' in spec ? spec.event : undefined);

export const targetKindNames = Object.keys(targetKinds) as TargetKind[];

/** The kinds that functions are compared with by default. */
export const serverKinds = targetKindNames.filter((name) => targetKinds[name].isServer);
