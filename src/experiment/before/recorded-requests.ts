import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import { BadRecordError, type RecordedRequest, recordProblem } from '../../load/recorded/recorded-request.ts';
import { type Recording, recordingOf } from '../../load/recorded/recording.ts';
import { type RequestPicks, requestPicks } from '../../loadgen/request-order.ts';
import {
  type BuiltRequest,
  type BuiltRequests,
  type NamedRequests,
  withHeaders,
} from '../../scenario/request/built-requests.ts';
import { namedByPath } from '../../scenario/request/recorded-names.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { linesOf } from './lines-of.ts';
import { checkRequestMemory } from './request-memory.ts';

/** The requests of `requestsFile`, which are sent in turn. */
export function requestsOfFile({ requestsFile, request }: Scenario): BuiltRequests | undefined {
  if (requestsFile === undefined) return undefined;
  const { file, host } = requestsFile;
  const bodyOf = (name: string) => bodyIn(resolve(dirname(file), name));
  const recording = recordingOf([...linesOf(file)], { file: basename(file), host, bodyOf });
  if (recording === undefined)
    throw recordProblem(basename(file), 1, {
      message: 'expected vegeta targets, a HAR file or an access log (ALB, CloudFront, nginx combined)',
    });
  const list = recording.requests.map((recorded) => built(recorded, request.headers));
  const choices = [{ weight: 1, first: 0, takesRows: true }];
  return { ...namedByPath(list), leftOut: recording.leftOut, choices, rows: list.length, order: 'inTurn' };
}

function bodyIn(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new BadRecordError(`the body file ${file} cannot be read`);
    throw error;
  }
}

interface PhaseRecording extends NamedRequests, Pick<Recording, 'leftOut'> {
  readonly picks: RequestPicks;
}

/** By phase: the file is read once. */
const known = new WeakMap<Phase, PhaseRecording | 'arrivals'>();

/** The requests that a phase brings with it; undefined if it sends those of the scenario. Equal ones are built once. */
export function recordingOfPhase(phase: Phase, { request, threads }: Scenario): PhaseRecording | undefined {
  const { requestsIn, files } = moduleOf(phase);
  const [field] = files;
  if (requestsIn === undefined || field === undefined) return undefined;
  const found = known.get(phase) ?? read(requestsIn(linesOf(String(phase[field])), phase), request.headers);
  known.set(phase, found);
  if (found === 'arrivals') return undefined;
  checkRequestMemory(found.list, threads);
  return found;
}

function read(recording: Recording | undefined, headers: BuiltRequest['headers']): PhaseRecording | 'arrivals' {
  if (recording === undefined) return 'arrivals';
  const indices = new Map<string, number>();
  const list: BuiltRequest[] = [];
  const order = recording.requests.map((recorded) => {
    const request = built(recorded, headers);
    const key = keyOf(request);
    const index = indices.get(key) ?? list.push(request) - 1;
    indices.set(key, index);
    return index;
  });
  return { ...namedByPath(list, order), leftOut: recording.leftOut, picks: requestPicks(order) };
}

const keyOf = ({ body, ...head }: BuiltRequest): string =>
  JSON.stringify([head, typeof body === 'string' ? body : body && [Buffer.from(body).toString('base64')]]);

/** With the headers of `request`, such as a token that is valid now. */
const built = ({ method, path, headers, body }: RecordedRequest, own: BuiltRequest['headers']): BuiltRequest => ({
  ...{ method, path, headers: withHeaders(headers, own) },
  ...(body !== undefined && { body }),
});
