import type { Expectation } from './expectation.ts';

const refused = (event: string, why: string, source: Expectation['source'], behavior: string): Expectation => ({
  ...{ behavior, source, handler: 'answers.handler', event },
  error: { errorType: 'Runtime.MarshalError', errorMessage: `Unable to marshal response: ${why}`, stack: [] },
});

/**
 * From what a function returns to what its caller gets. simplejson 3.20 writes it, configured in the lines that are named.
 * @param isAscii Up to Python 3.11 everything else is escaped.
 */
export const answers = (isAscii: boolean): readonly Expectation[] => [
  {
    behavior: 'writes a Decimal as its own text, at any depth',
    source: 'lambda_runtime_marshaller.py:28-32',
    ...{ handler: 'answers.handler', event: 'decimal' },
    answer: '{"price": 19.90, "stock": [3, [1E+3, -0.0]]}',
  },
  {
    behavior: 'writes what is no number as JavaScript spells it, of a Decimal too',
    source: 'lambda_runtime_marshaller.py:24-32',
    ...{ handler: 'answers.handler', event: 'not a number' },
    answer: '[NaN, -Infinity, NaN, Infinity]',
  },
  {
    behavior: 'hands bytes over as they are',
    source: 'lambda_runtime_marshaller.py:57-58',
    ...{ handler: 'answers.handler', event: 'bytes' },
    answer: 'raw \xff bytes',
  },
  {
    behavior: 'takes bytes inside an answer, and as a key, for text in UTF-8',
    source: 'lambda_runtime_marshaller.py:24-26',
    ...{ handler: 'answers.handler', event: 'bytes inside' },
    answer: isAscii ? '{"key": "caf\\u00e9 au lait"}' : '{"key": "cafÃ© au lait"}',
  },
  refused(
    'wrong bytes inside',
    "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    'lambda_runtime_marshaller.py:62-67',
    'refuses bytes inside an answer that are no UTF-8',
  ),
  {
    behavior: 'writes a named tuple as an object',
    source: 'lambda_runtime_marshaller.py:24-26',
    ...{ handler: 'answers.handler', event: 'named tuple' },
    answer: '[{"amount": 1.10, "unit": null}]',
  },
  {
    behavior: 'writes text beyond ASCII as it is from Python 3.12 on, and escaped before',
    source: 'lambda_runtime_marshaller.py:18-26',
    ...{ handler: 'answers.handler', event: 'beyond ascii' },
    answer: isAscii ? '"\\u00e9 \\ud83d\\ude00"' : '"Ã© ð\x9f\x98\x80"',
  },
  {
    behavior: 'writes the keys that JSON has no type for as text',
    source: 'lambda_runtime_marshaller.py:24-26',
    ...{ handler: 'answers.handler', event: 'keys' },
    // In Python True is 1, which is a key already: its value is the later one's.
    answer: '{"1": 4, "2.5": 2, "null": 3}',
  },
  refused(
    'set',
    'Object of type set is not JSON serializable',
    'lambda_runtime_marshaller.py:62-67',
    'refuses what JSON cannot say, by the name of its type, and without a stack',
  ),
  refused(
    'date',
    'Object of type datetime is not JSON serializable',
    'lambda_runtime_marshaller.py:33',
    'has no form for a date',
  ),
  refused('loop', 'Circular reference detected', 'lambda_runtime_marshaller.py:62-67', 'refuses a list inside itself'),
  refused(
    'decimal key',
    'keys must be str, int, float, bool or None, not decimal.Decimal',
    'lambda_runtime_marshaller.py:24-26',
    'refuses a Decimal as a key, as `use_decimal` is off',
  ),
];
