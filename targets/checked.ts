import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type AllowedSources, type AllowsOrigin, SourceCheck } from '../src/model/http/request-source.ts';

/**
 * The listener of an HTTP server that pages of other origins cannot reach. What they send is answered 403 with the reason, and
 * goes no further.
 * @param allowsOrigin asked at each request that comes from another origin. Absent: none may.
 */
export function checked(
  sources: AllowedSources,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  allowsOrigin?: AllowsOrigin,
): RequestListener {
  const check = new SourceCheck(sources);
  return (request, response) => {
    const { headers, socket } = request;
    const source = {
      ...{ host: headers.host, origin: headers.origin, site: headers['sec-fetch-site'] as string | undefined },
      localAddress: () => socket.localAddress,
    };
    const refusal = check.refusal(source, allowsOrigin);
    if (refusal === undefined) listener(request, response);
    else refuse(request, response, refusal);
  };
}

/** Its body is not read: the connection is closed. */
function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  const body = JSON.stringify({ message });
  response.writeHead(403, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    // For clients of Lambda's API, which find the kind of an error here.
    'x-amzn-errortype': 'AccessDeniedException',
    connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  request.resume();
}
