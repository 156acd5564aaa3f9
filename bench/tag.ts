import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { createInstance } from '../targets/tag/call.ts';
import { rollcall } from '../targets/tag/lambda.ts';
import { rollcallOf } from '../targets/tag/node.ts';
import { atMost, type Benchmark, type Figure } from './benchmark.ts';
import { medianOf } from './median.ts';

const promisedUs = 50;

/** Enough of both that one stall of the machine does not make a median. */
const rounds = 21;
const callsPerRound = 5000;

export const tag: Benchmark = {
  about: 'tagging: what a tagged call costs above the same call without it, taken in turn',
  run: async () => [
    await cost('a Lambda handler that does nothing', lambdaCall(false), lambdaCall(true)),
    await cost('an answer of node:http, in memory', answerCall(false), answerCall(true)),
    await cost('a streamed answer of node:http, in memory', streamedCall(false), streamedCall(true)),
  ],
};

type Call = () => unknown;

async function cost(what: string, bare: Call, tagged: Call): Promise<Figure> {
  // A first round of each for Node to compile what is hot.
  await usPerCall(bare);
  await usPerCall(tagged);
  const bares: number[] = [];
  const added: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bareUs = await usPerCall(bare);
    bares.push(bareUs);
    added.push((await usPerCall(tagged)) - bareUs);
  }
  const [bareUs, addedUs] = [medianOf(bares), medianOf(added)];
  const ratio = (bareUs + addedUs) / bareUs;
  const value = `${addedUs.toFixed(1)} us more than ${bareUs.toFixed(1)} us (${ratio.toFixed(1)} times), median of ${rounds}`;
  return { what, value, target: atMost(addedUs, promisedUs, ' us') };
}

async function usPerCall(call: Call): Promise<number> {
  const startedAtMs = performance.now();
  for (let i = 0; i < callsPerRound; i += 1) await call();
  return ((performance.now() - startedAtMs) * 1000) / callsPerRound;
}

function lambdaCall(isTagged: boolean): Call {
  const answer = { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: 'mine' };
  const bare = async (_event: object, _context: object) => answer;
  const handler = isTagged ? rollcall(bare, { instance: createInstance('bench', false) }) : bare;
  const [event, context] = [{ requestContext: { http: {} } }, {}];
  return () => handler(event, context);
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Nobody reads what is answered: all that is measured is the making of the head. */
function listenerCall(listener: Listener): Call {
  const socket = new Socket();
  return () => {
    const request = new IncomingMessage(socket);
    listener(request, new ServerResponse(request));
  };
}

const maybeTagged = (listener: Listener, isTagged: boolean): Listener =>
  isTagged ? rollcallOf(createInstance('bench', false))(listener) : listener;

const answerCall = (isTagged: boolean): Call =>
  listenerCall(
    maybeTagged((_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('mine'), isTagged),
  );

const streamedCall = (isTagged: boolean): Call =>
  listenerCall(
    maybeTagged((_, response) => {
      response.write('mi');
      response.end('ne');
    }, isTagged),
  );
