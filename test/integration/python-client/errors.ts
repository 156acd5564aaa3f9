import { ANY, type Expectation } from './expectation.ts';

const frame = (line: number, name: string, code: string): RegExp =>
  new RegExp(`^ {2}File ".*/python-client/raises\\.py", line ${line}, in ${name}\\n {4}${code}\\n$`);

/** From what a function throws to what its caller and its log are told. */
export const errors: readonly Expectation[] = [
  {
    behavior: 'tells the error that came last, and none that it came of; the stack begins in the function',
    source: 'bootstrap.py:191-202',
    ...{ handler: 'raises.handler', event: 'cause' },
    error: {
      ...{ errorType: 'ValueError', errorMessage: 'outer' },
      stack: [frame(21, 'handler', 'raise ValueError\\("outer"\\) from error')],
    },
    log: [
      /^\[ERROR\] ValueError: outer\rTraceback \(most recent call last\):\r\u00a0\u00a0File ".*raises\.py", line 21, in handler\r\u00a0{4}raise ValueError\("outer"\) from error$/m,
    ],
    notInLog: /ZeroDivisionError/,
  },
  {
    behavior: 'has as its message what the error is as text',
    source: 'bootstrap.py:199-202',
    ...{ handler: 'raises.handler', event: 'key' },
    error: { errorType: 'KeyError', errorMessage: "'café'" },
    log: [/^\[ERROR\] KeyError: 'café'\r/m],
  },
  {
    behavior: 'leaves the colon away where there is no message',
    source: 'bootstrap.py:123-133',
    ...{ handler: 'raises.handler', event: 'empty' },
    error: { errorType: 'ValueError', errorMessage: '' },
    log: [/^\[ERROR\] ValueError\rTraceback/m],
  },
  {
    behavior: 'shortens repeated frames as Python does, and marks no columns below a line',
    source: 'bootstrap.py:285-289',
    ...{ handler: 'raises.handler', event: 'deep' },
    error: {
      ...{ errorType: 'LookupError', errorMessage: 'at the bottom' },
      stack: [
        frame(27, 'handler', 'deeper\\(5\\)'),
        ...[1, 2, 3].map(() => frame(13, 'deeper', 'deeper\\(depth - 1\\)')),
        /^ {2}\[Previous line repeated 2 more times\]\n$/,
        frame(12, 'deeper', 'raise LookupError\\("at the bottom"\\)'),
      ],
    },
  },
  {
    behavior: 'in the JSON format, logs the record of the error with its time and level',
    source: 'bootstrap.py:107-117',
    ...{ handler: 'raises.handler', event: 'empty', json: {} },
    error: { errorType: 'ValueError', errorMessage: '' },
    record: {
      ...{ timestamp: ANY, log_level: 'ERROR', errorMessage: '', errorType: 'ValueError', requestId: ANY },
      stackTrace: ANY,
    },
  },
  {
    behavior: 'lets a handler end the process with its status',
    source: 'bootstrap.py:191',
    ...{ handler: 'raises.handler', event: 'exit' },
    error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 3' },
    notInLog: /\[ERROR\]/,
  },
  {
    behavior: 'is ended by an error that is no Exception, such as that of a cancelled task',
    source: 'bootstrap.py:191',
    ...{ handler: 'raises.handler', event: 'cancelled' },
    error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 1' },
    log: [/CancelledError$/m],
  },
  {
    behavior: 'is ended by an error that cannot be made text',
    source: 'bootstrap.py:199',
    ...{ handler: 'raises.handler', event: 'unspeakable' },
    error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 1' },
    log: [/^ValueError: no words$/m],
  },
];
