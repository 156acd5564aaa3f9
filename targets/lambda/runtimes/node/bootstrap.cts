/**
 * The runtime inside an environment: `node bootstrap.cjs FILE EXPORT [POLLS]`. Everything here delays every cold start, so it
 * is CommonJS, it loads what few functions need when they need it, and it speaks HTTP over a bare socket: node:http costs 2 to 3 ms
 * more.
 *
 * Where an environment takes several calls at once (`AWS_LAMBDA_MAX_CONCURRENCY`), it polls as often, each time on a connection
 * of its own: all on one event loop, or shared out to as many worker threads as `AWS_LAMBDA_NODEJS_WORKER_COUNT` says.
 */
import type { Handler, LoadHandler } from '../../../app/load-handler.cts';
import type { ClientVersion, Outcome, Phase, Platform } from './call.cts';
import type { Answer, Connect, RuntimeClient } from './client.cts';
import type { Log } from './log.cts';
import type { StartThreads } from './worker-threads.cts';

const { openSync, readdirSync, readSync } = require('node:fs') as typeof import('node:fs');
const { connect } = require('./client.cjs') as { connect: Connect };
const { patchConsole } = require('./log.cjs') as Log;
const { loadFunction, LoadError } = require('../../../app/load-handler.cjs') as LoadHandler;

const [, , file = '', exportName = '', share] = process.argv;
const { AWS_LAMBDA_MAX_CONCURRENCY: most, _HANDLER: handlerName = '' } = process.env;
const concurrency = Math.max(1, Number(most ?? 1));
const polls = Number(share ?? concurrency);
const threads = Number(process.env['AWS_LAMBDA_NODEJS_WORKER_COUNT'] ?? 0);
/** Lambda runs version 4 of its client from Node 24 on, and wherever an environment takes several calls at once. */
const isVersion4 = most !== undefined || Number(process.versions.node.split('.')[0]) >= 24;

/** What the kernel accounts to the main thread: proc(5). For a thread that reads its own it is up to date, as it is running. */
let schedstat = openSchedstat();
const schedstatText = Buffer.alloc(64);
/** Those of V8, which compile and collect garbage, and of Node: the function has started none yet. */
let ownThreads = countThreads();

/** What this process, and its main thread, had used at an instant of the clock of the machine. */
interface Reading {
  readonly atUs: number;
  /** Of all threads (getrusage). */
  readonly cpuUs: number;
  readonly mainCpuUs: number;
  /** Ready to run, but without a CPU. */
  readonly queuedUs: number;
}

let started = reading();
let phase: Phase = { kind: 'init' };
let cpuUsAtPoll = started.cpuUs;

function start(): void {
  if (share !== undefined || concurrency === 1 || !(threads > 0)) {
    serve();
    return;
  }
  const { startThreads } = require('./worker-threads.cjs') as { startThreads: StartThreads };
  startThreads({ threads, polls, program: __filename, args: [file, exportName] });
}

function serve(): void {
  const first = connected();
  initialize(
    () => first,
    (loop) => {
      for (let i = 0; i < polls; i++) poll({ ...loop, on: i === 0 ? first : connected() });
    },
  );
}

/** @param connection of which a client asks when it needs it. */
function initialize(connection: () => Platform['connection'], done: (loop: Initialized) => void): void {
  const version = require(isVersion4 ? './client-4.cjs' : './client-3.cjs') as ClientVersion;
  patchConsole(version.ids);
  defineGlobals(version);
  version.begin({
    get connection() {
      return connection();
    },
    phase: () => phase,
  });
  handlerLoaded(version).then(
    // A promise that the module has left behind may reject in this turn of the event loop, and fail the init.
    (handler) => void setImmediate(() => done({ version, handler })),
    (error: unknown) => version.initFailed(error),
  );
}

/** In a process that goes on from a snapshot: its account is its own. */
function processBegan(): void {
  schedstat = openSchedstat();
  ownThreads = countThreads();
  started = reading();
}

const connected = (): RuntimeClient => connect(process.env['AWS_LAMBDA_RUNTIME_API'] ?? '');

/** `awslambda`, by AWS's names. What it takes is loaded when a function asks for it. */
function defineGlobals(version: ClientVersion): void {
  if (/^(1|true)$/.test(process.env['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA'] ?? '')) return;
  const define = (value: unknown) =>
    Object.defineProperty(globalThis, 'awslambda', { value, configurable: true, enumerable: true, writable: true });
  const get = () => {
    const { awslambda } = require('../../../app/awslambda.cjs') as { awslambda: object };
    const value = { ...version.globals, ...awslambda };
    define(value);
    return value;
  };
  Object.defineProperty(globalThis, 'awslambda', { get, set: define, configurable: true, enumerable: true });
}

async function handlerLoaded(version: ClientVersion): Promise<Handler> {
  try {
    refuseMalformed(handlerName);
    const { readsDefaultExport } = version;
    const ref = { file, export: exportName, handlerName };
    const handler = await loadFunction(ref, { readsDefaultExport, fileInstead });
    version.check(handler);
    return handler;
  } catch (error) {
    throw error instanceof LoadError ? version.loadError(error) : error;
  }
}

/** In the words of AWS's client. */
function refuseMalformed(name: string): void {
  if (name.includes('..')) {
    const hint = 'Use absolute paths when specifying root directories in handler names.';
    throw new LoadError('Runtime.MalformedHandlerName', `'${name}' is not a valid handler name. ${hint}`);
  }
  if (!name.slice(name.lastIndexOf('/') + 1).includes('.'))
    throw new LoadError('Runtime.MalformedHandlerName', 'Bad handler');
}

/** A module that is not in the package is looked for as Node does: in `node_modules`, and where `NODE_PATH` says. */
function fileInstead(): string {
  const nameAt = handlerName.lastIndexOf('/') + 1;
  const [module = ''] = handlerName.slice(nameAt).split('.');
  return require.resolve(module, { paths: [process.cwd(), `${process.cwd()}/${handlerName.slice(0, nameAt)}`] });
}

interface Initialized {
  readonly version: ClientVersion;
  readonly handler: Handler;
}

interface Loop extends Initialized {
  readonly on: RuntimeClient;
}

function poll(loop: Loop): void {
  loop.on.keepAlive(true);
  const lines = `${meterLines(started, started.cpuUs)}rollcall-own-threads: ${ownThreads}\r\n`;
  cpuUsAtPoll = cpuUs();
  loop.on.send([nextRequest(loop, lines)], (invocation) => invoke(loop, invocation));
}

function invoke(loop: Loop, { headers, body }: Answer): void {
  const before = reading();
  const requestId = headers['lambda-runtime-aws-request-id'] ?? '';
  phase = { kind: 'call', requestId };
  if (most === undefined) setTraceId(headers['lambda-runtime-trace-id']);
  loop.version.run({
    ...{ requestId, headers, body, handler: loop.handler, connection: loop.on },
    end: (outcome) => end(loop, requestId, outcome, before),
    polls: () => next(loop, requestId),
  });
}

/** Where several calls share the process, the trace of none is that of all. */
function setTraceId(traceId: string | undefined): void {
  if (traceId === undefined) delete process.env['_X_AMZN_TRACE_ID'];
  else process.env['_X_AMZN_TRACE_ID'] = traceId;
}

/**
 * A promise that the call has left behind may reject in this turn of the event loop, and end the process: so the outcome goes out with
 * the next one. One write for both, answer and poll: the platform knows of the idle environment as soon as of the answer.
 */
function end(loop: Loop, requestId: string, outcome: Outcome, before: Reading): void {
  phase = { kind: 'ended', requestId, outcome };
  loop.on.keepAlive(true);
  setImmediate(() => {
    const lines = outcome.lines + (concurrency === 1 ? meterLines(before, before.cpuUs - cpuUsAtPoll) : '');
    const answer = loop.on.request('POST', `invocation/${requestId}/${outcome.endpoint}`, lines, outcome.text);
    next(loop, requestId, answer);
  });
}

function next(loop: Loop, requestId: string, answer?: string): void {
  const poll = nextRequest(loop);
  phase = { kind: 'idle', requestId };
  loop.on.keepAlive(true);
  cpuUsAtPoll = cpuUs();
  loop.on.send(answer === undefined ? [poll] : [answer, poll], (invocation) => invoke(loop, invocation));
}

const nextRequest = ({ on }: Loop, lines = ''): string => on.request('GET', 'invocation/next', lines);

/** Of a call, or of the init from the start of this program: what was used since then, and by the process before that. And when it says so. */
function meterLines(before: Reading, restingCpuUs: number): string {
  const now = reading();
  const since = (key: keyof Reading) => now[key] - before[key];
  const times = { cpu: since('cpuUs'), 'resting-cpu': restingCpuUs, 'sent-at': now.atUs, handler: since('atUs') };
  const main = { 'main-cpu': since('mainCpuUs'), queued: since('queuedUs') };
  const lines = Object.entries({ ...times, ...(schedstat !== undefined && main) });
  return lines.map(([name, us]) => `rollcall-${name}-us: ${us}\r\n`).join('') + peakLine();
}

/** Its figures are read one after the other: once more if this thread lost its CPU meanwhile, three times at most. */
function reading(triesLeft = 2): Reading {
  const atUs = nowUs();
  const bytes = schedstat === undefined ? 0 : readSync(schedstat, schedstatText, 0, schedstatText.length, 0);
  const [mainCpuUs = 0, queuedUs = 0] = schedstatText.toString('latin1', 0, bytes).split(' ').map(microseconds);
  const read = { atUs, cpuUs: cpuUs(), mainCpuUs, queuedUs };
  return triesLeft > 0 && nowUs() - atUs > 500 ? reading(triesLeft - 1) : read;
}

function nowUs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * 1e6 + Math.round(ns / 1000);
}

function microseconds(ns: string): number {
  return Math.round(Number(ns) / 1000);
}

/** Absent where the kernel keeps no such account, and where calls share the thread. */
function openSchedstat(): number | undefined {
  if (most !== undefined) return undefined;
  try {
    return openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return undefined;
  }
}

function countThreads(): number {
  return schedstat === undefined ? 0 : readdirSync('/proc/self/task').length;
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** On Linux the platform reads the kernel's peak itself: getrusage's counts the parent's memory before exec too. */
const peakLine = (): string =>
  process.platform === 'linux' ? '' : `rollcall-peak-rss-kb: ${process.resourceUsage().maxRSS}\r\n`;

const exported = { initialize, processBegan, connected, poll };
module.exports = exported;

export type Bootstrap = typeof exported;

// When all of the above is there. The program of a snapshot starts it by parts.
if (process.argv[1] !== `${__dirname}/build-snapshot.cjs`) start();
