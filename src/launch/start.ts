import type { ColdStartsFrom } from '../model/identity.ts';
import { optional } from '../model/optional.ts';
import type { TargetSpec } from '../target-kinds/target-kinds.ts';
import { startLocalLambda } from './local/local-lambda.ts';
import { startNodeServer } from './local/node-server.ts';
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
      return addressHttp(spec, { coldStartsFrom: coldStartsFrom(spec) });
    case 'lambda-web':
      return addressHttp(spec, { coldStartsFrom: 'first-call' });
    case 'lambda-url':
    case 'lambda-invoke': {
      const { addressDeployed } = await import('./deployed/target.ts');
      return addressDeployed(spec, context);
    }
  }
}

/** What is paid for as a server is one. What is paid for by use has instances that requests start. Of a bare URL nothing is known. */
function coldStartsFrom({ coldStarts, hosting, memoryMb, cost }: HttpSpec): ColdStartsFrom {
  if (coldStarts !== undefined) return coldStarts;
  if (hosting !== undefined) return 'none';
  return memoryMb === undefined && cost === undefined ? 'answers' : 'first-call';
}

type HttpSpec = Extract<TargetSpec, { kind: 'http' }>;

type AddressSpec = Pick<Extract<TargetSpec, { kind: 'http' }>, 'url' | 'warmPath' | 'tls'>;

function addressHttp({ url, warmPath, tls }: AddressSpec, rest: Pick<RunningTarget, 'coldStartsFrom'>): RunningTarget {
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
