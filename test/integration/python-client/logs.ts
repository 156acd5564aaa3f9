import { ANY, type Expectation } from './expectation.ts';

/** A line of the text format. */
const line = (level: string, text: string): RegExp =>
  new RegExp(`^\\[${level}\\]\\t[-\\d]+T[:\\d]+\\.\\d{3}Z\\t[-0-9a-f]{36}\\t${text}$`, 'm');

/** What a function is told of its call, and what it logs. */
export const logs: readonly Expectation[] = [
  {
    behavior:
      'has a context without client, identity and tenant; its log adds no end of line; the trace is of the call',
    source: 'lambda_context.py:20-57',
    handler: 'contexts.handler',
    answer:
      '{"request": true, "left": true, "function": "$NAME", "tenant": null, "identity": null, "client": null, "trace": "Root="}',
    log: [/^two \['parts'\]$/m],
  },
  {
    behavior: 'has the client context as objects, None where it says nothing',
    source: 'lambda_context.py:30-34',
    handler: 'contexts.handler',
    clientContext: { custom: { a: 1 }, client: { app_title: 'shop' } },
    answer:
      '{"request": true, "left": true, "function": "$NAME", "tenant": null, "identity": null, "client": [{"a": 1}, null, "shop", null], "trace": "Root="}',
  },
  {
    behavior: 'has one handler on the root logger, for all loggers; basicConfig does nothing',
    source: 'bootstrap.py:455-478',
    ...{ handler: 'logs.handler', event: 'levels' },
    answer: '1',
    log: [line('INFO', 'from the root'), line('WARNING', 'from below')],
    notInLog: /too low|mine/,
  },
  {
    behavior: "leaves Python's own level where none is configured",
    source: 'bootstrap.py:474-475',
    ...{ handler: 'logs.handler', event: 'quiet' },
    log: [line('WARNING', 'at the level')],
    notInLog: /below the level/,
  },
  {
    behavior: 'takes the level of the application, TRACE as DEBUG',
    source: 'lambda_runtime_log_utils.py:49-50',
    ...{ handler: 'logs.handler', event: 'debug', json: { level: 'TRACE' } },
    answer: '10',
    record: { timestamp: ANY, level: 'DEBUG', message: 'low enough', logger: 'root', requestId: ANY },
  },
  {
    behavior: 'in the JSON format, adds what `extra` has and the record has not, unless it is None',
    source: 'lambda_runtime_log_utils.py:117-139',
    ...{ handler: 'logs.handler', event: 'extra', json: {} },
    record: { timestamp: ANY, level: 'WARNING', message: 'né', logger: 'root', requestId: ANY, order: { id: 7 } },
    // It is written as it is, whatever the version.
    log: [/"message": "né"/],
  },
  {
    behavior: 'in the JSON format, tells an error with its stack and where it was logged',
    source: 'lambda_runtime_log_utils.py:122-126',
    ...{ handler: 'logs.handler', event: 'caught', json: {} },
    record: {
      ...{ timestamp: ANY, level: 'ERROR', message: 'caught', logger: 'root', stackTrace: ANY },
      ...{ errorType: 'ZeroDivisionError', errorMessage: 'division by zero', requestId: ANY, location: ANY },
    },
    log: [/"location": "[^"]*\/logs\.py:handler:28"/],
  },
  {
    behavior: 'in the JSON format, rounds a level down to the next standard one',
    source: 'lambda_runtime_log_utils.py:75-76',
    ...{ handler: 'logs.handler', event: 'between', json: {} },
    record: { timestamp: ANY, level: 'WARNING', message: 'above a warning', logger: 'root', requestId: ANY },
  },
  {
    behavior: 'fails a call that logs what cannot be formatted',
    source: 'bootstrap.py:320-322',
    ...{ handler: 'logs.handler', event: 'malformed' },
    error: { errorType: 'TypeError', errorMessage: 'not all arguments converted during string formatting' },
  },
  {
    behavior: 'leaves what is printed as it is, in the JSON format too, and lets none of it wait for an end of line',
    source: 'bootstrap.py:360-362',
    ...{ handler: 'logs.handler', event: 'print', json: {} },
    answer: 'null',
    log: [/^plain text$/m, /^without an end/m],
  },
];
