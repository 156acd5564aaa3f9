import { identityHeaders } from '../../src/model/identity.ts';
import type { PlannedRequest } from './ledger.ts';

/** From having read a request to writing its answer, in ms, by the server's own clock. */
const heldHeader = 'x-held-ms';

const answer = (status: string, headers: string, body: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;

export const pingText = 'HTTP/1.1 204 No Content\r\n\r\n';

/** Lambda's own words at a reserved concurrency limit. */
export const throttleText = answer(
  '429 Too Many Requests',
  'retry-after: 1\r\n',
  '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
);

export const errorText = answer('500 Internal Server Error', '', '{"errorType":"Error","errorMessage":"as planned"}');

/** Of a request that is not answered, after which its connection is closed. */
export const refusalText = (message: string): string =>
  answer('403 Forbidden', 'connection: close\r\n', JSON.stringify({ message }));

export const garbageText = 'these bytes are no HTTP\r\n\r\n';

/** ASCII throughout, so that characters are bytes. */
export function answerText({ instanceId, invocationId }: PlannedRequest, heldMs: number): string {
  const headers =
    `${identityHeaders.instanceId}: ${instanceId}\r\n` +
    `${identityHeaders.invocationId}: ${invocationId}\r\n` +
    `${heldHeader}: ${heldMs.toFixed(3)}\r\n`;
  return answer('200 OK', headers, `{"instanceId":"${instanceId}","invocationId":${invocationId}}`);
}
