import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { verifySignature } from '../../../targets/lambda/sigv4/verify.ts';

/** An error of an AWS service: its name in the protocol. */
export interface Failure {
  readonly name: string;
  readonly status: number;
  readonly message?: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly json: object;
}

interface JsonService {
  /** In the header `x-amz-target`, before the operation. */
  readonly target: string;
  /** In signatures. */
  readonly service: string;
  /** Requests must be signed with these. Absent: signatures are not looked at. */
  readonly credentials?: LocalCredentials | undefined;
  /** Undefined: the connection breaks instead. */
  answer(operation: string, body: unknown): Promise<JsonAnswer | undefined>;
}

/** A stand-in for an AWS service by the SDK's protocol (AWS JSON 1.1). */
export async function startJsonService(service: JsonService) {
  const server = createServer((request, response) => {
    void respond(request, response, service);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const failureAnswer = ({ status, name, message = `${name} by the test` }: Failure): JsonAnswer => ({
  status,
  json: { __type: name, message },
});

async function respond(request: IncomingMessage, response: ServerResponse, service: JsonService): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const refused = refusal(request, body, service);
  const operation = `${request.headers['x-amz-target']}`.split('.')[1] ?? '';
  const answer = refused ? failureAnswer(refused) : await service.answer(operation, JSON.parse(body.toString()));
  if (answer === undefined) return void request.socket.destroy();
  const { status, json } = answer;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
}

/** What every operation looks at first. */
function refusal(request: IncomingMessage, body: Buffer, service: JsonService): Failure | undefined {
  const { method = '', url = '', headers, rawHeaders } = request;
  if (method !== 'POST' || !`${headers['x-amz-target']}`.startsWith(`${service.target}.`))
    return { name: 'UnknownOperationException', status: 400 };
  if (headers['content-type'] !== 'application/x-amz-json-1.1') return { name: 'SerializationException', status: 400 };
  if (service.credentials === undefined) return undefined;
  const signed = { method, rawUrl: url, headers: {}, rawHeaders, body };
  const verdict = verifySignature(signed, {
    credentials: service.credentials,
    nowMs: Date.now(),
    service: service.service,
    regions: ['us-east-1', 'eu-west-1'],
  });
  return verdict.kind === 'valid' ? undefined : { name: verdict.kind, status: 400, message: verdict.message };
}
