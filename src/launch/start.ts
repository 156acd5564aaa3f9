import type { TargetKind, TargetSpec } from '../target-kinds/target-kinds.ts';
import { addressHttp, addressUrl } from './addressed.ts';
import { startLocalLambda } from './local/local-lambda.ts';
import { startNodeServer } from './local/node-server.ts';
import { startServer } from './local/server.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';

type Starter<Kind extends TargetKind> = (
  spec: Extract<TargetSpec, { kind: Kind }>,
  context: TargetContext,
) => Promise<RunningTarget>;

/** The SDK is loaded for those who need it. */
const starters: { readonly [Kind in TargetKind]: Starter<Kind> } = {
  'local-lambda': startLocalLambda,
  'node-server': startNodeServer,
  server: startServer,
  http: addressHttp,
  'lambda-web': addressUrl,
  'lambda-url': async (spec, context) => (await import('./deployed/lambda-url.ts')).addressLambdaUrl(spec, context),
  'lambda-invoke': async (spec, context) =>
    (await import('./deployed/lambda-invoke.ts')).addressLambdaInvoke(spec, context),
};

/**
 * Starts a target, or addresses one that is there already.
 * @throws {UserError} `target-failed` if it never becomes ready; what deployed functions may be refused for.
 */
export const startTarget = (spec: TargetSpec, context: TargetContext): Promise<RunningTarget> =>
  (starters[spec.kind] as Starter<TargetKind>)(spec, context);
