import type { Protocol } from '../../scenario/study/protocols.ts';
import { openColdWarm } from './cold-warm.ts';
import { openIdleLifetime } from './idle-lifetime.ts';
import { openLaunch } from './launch.ts';
import type { OpenProtocol, StudyContext } from './protocol-runner.ts';

/** How each kind of protocol is performed. */
const openers: {
  readonly [Kind in Protocol['kind']]: (
    protocol: Extract<Protocol, { kind: Kind }>,
    context: StudyContext,
  ) => Promise<OpenProtocol>;
} = {
  'cold-warm': openColdWarm,
  launch: openLaunch,
  'idle-lifetime': openIdleLifetime,
};

/** Starts what the protocol of a study needs. */
export const openProtocol = (context: StudyContext): Promise<OpenProtocol> => {
  const { protocol } = context.study;
  const open = openers[protocol.kind] as (protocol: Protocol, context: StudyContext) => Promise<OpenProtocol>;
  return open(protocol, context);
};
