import { messageOf, statusOf } from '../../model/outcome.ts';
import { type Sample, serviceTimeMs } from '../../model/sample.ts';
import { cut } from '../../text/cut.ts';
import { ms, shown } from '../../text/format.ts';
import { hashMark } from '../../text/text-hash.ts';

/** What became of a request and who answered it, in two lines. */
export function describeRequest(sample: Sample): string {
  const { identity } = sample;
  const call = identity?.invocationId === undefined ? '' : `, invocation ${identity.invocationId}`;
  const start = identity?.coldStart === true ? ', cold start' : '';
  const who = identity === undefined ? 'instance not identified' : `${nameOf(identity.instanceId)}${call}${start}`;
  return `service time ${shown(serviceTimeMs(sample), ms)}, ${describeOutcome(sample)}\n${who}`;
}

/** Beyond a hundred characters with a mark, because others may begin alike. */
const nameOf = (instanceId: string): string => {
  const name = cut(instanceId, 100);
  return name === instanceId ? name : `${name} ${hashMark(instanceId)}`;
};

/** `answered 200`, `reset: socket hang up` */
export function describeOutcome({ outcome }: Sample): string {
  const [status, message] = [statusOf(outcome), messageOf(outcome)];
  return `${outcome.kind}${status === undefined ? '' : ` ${status}`}${message ? `: ${cut(message, 200)}` : ''}`;
}
