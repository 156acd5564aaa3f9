import { messageOf, statusOf } from '../model/outcome.ts';
import { type Sample, serviceTimeMs } from '../model/sample.ts';
import { ms, shown } from './format.ts';

/** Enough of an id to tell instances apart; the whole one is in the title beside it. */
export const shortId = (instanceId: string): string => cut(instanceId, 8);

/** By characters, not by halves of them. */
function cut(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** What became of a request and who answered it, in two lines. */
export function describeRequest(sample: Sample): string {
  const { identity } = sample;
  const call = identity?.invocationId === undefined ? '' : `, call ${identity.invocationId}`;
  const start = identity?.coldStart === true ? ', cold start' : '';
  const who = identity === undefined ? 'nobody said who answered' : `${cut(identity.instanceId, 100)}${call}${start}`;
  return `service time ${shown(serviceTimeMs(sample), ms)}, ${describeOutcome(sample)}\n${who}`;
}

/** `answered 200`, `reset: socket hang up` */
export function describeOutcome({ outcome }: Sample): string {
  const [status, message] = [statusOf(outcome), messageOf(outcome)];
  return `${outcome.kind}${status === undefined ? '' : ` ${status}`}${message ? `: ${cut(message, 200)}` : ''}`;
}
