import { optional } from '../model/optional.ts';
import type { TargetSpec } from '../scenario/targets.ts';
import { startLocalLambda } from './local-lambda.ts';
import { startNodeServer } from './node-server.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';
import { tlsOf } from './tls.ts';

/**
 * Starts a target, or addresses one that is there already.
 * @throws {UserError} `target-failed` if it never becomes ready; what deployed functions may be refused for.
 */
export async function startTarget(spec: TargetSpec, context: TargetContext): Promise<RunningTarget> {
  switch (spec.kind) {
    case 'local-lambda':
      return startLocalLambda(spec, context);
    case 'node-server':
      return startNodeServer(spec, context);
    case 'http':
      return addressHttp(spec, { coldStartFromFirstCall: spec.hosting === undefined });
    case 'lambda-web':
      return addressHttp(spec, { coldStartFromFirstCall: true });
    case 'lambda-url':
    case 'lambda-invoke': {
      const { addressDeployed } = await import('./deployed-target.ts');
      return addressDeployed(spec, context);
    }
  }
}

type AddressSpec = Pick<Extract<TargetSpec, { kind: 'http' }>, 'url' | 'warmPath' | 'tls'>;

function addressHttp(
  { url, warmPath, tls }: AddressSpec,
  rest: Pick<RunningTarget, 'coldStartFromFirstCall'>,
): RunningTarget {
  const stop = async () => {};
  return {
    url,
    ...optional('warmPath', warmPath),
    ...optional('tls', tls && tlsOf(tls)),
    ...rest,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
