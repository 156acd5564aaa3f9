import { expect, test } from 'vitest';
import { ErrorLines, errorLine } from '../../../../targets/lambda/error-lines.ts';

const payload = (error: object) => Buffer.from(JSON.stringify(error));

test.each([
  [
    {
      errorType: 'TypeError',
      errorMessage: 'x is not a function',
      trace: ['TypeError: x', '    at node:internal/x:1', '    at handler (/srv/app.js:3:9)'],
    },
    'TypeError: x is not a function (at handler (/srv/app.js:3:9))',
  ],
  [
    {
      errorType: 'KeyError',
      errorMessage: "'name'",
      stackTrace: ['  File "/srv/app.py", line 4, in greet\n    x["name"]\n'],
    },
    'KeyError: \'name\' (File "/srv/app.py", line 4, in greet)',
  ],
  [
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'left'\nRequire stack:\n- /srv/app.js",
    },
    "Runtime.ImportModuleError: Error: Cannot find module 'left'",
  ],
  [{ errorType: 'Error', errorMessage: 'plain' }, 'plain'],
  [
    {
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: "SyntaxError: Unexpected identifier 'is'",
      trace: ['file:///srv/app.mjs:3', 'this is', '     ^^', '    at node:internal/vm:73'],
    },
    "Runtime.UserCodeSyntaxError: SyntaxError: Unexpected identifier 'is' (file:///srv/app.mjs:3)",
  ],
  [
    { errorType: 'Error', errorMessage: "Cannot find package '@aws-sdk/client-s3' imported from /srv/app.mjs" },
    "Cannot find package '@aws-sdk/client-s3' imported from /srv/app.mjs; Lambda's runtime contains it, this machine does not: npm install @aws-sdk/client-s3",
  ],
  [
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'app': No module named 'boto3'",
    },
    "Runtime.ImportModuleError: Unable to import module 'app': No module named 'boto3'; Lambda's runtime contains it, this machine does not: pip install boto3",
  ],
  [
    { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 0b1e-2 Error: Task timed out after 3.00 seconds' },
    'Sandbox.Timedout: Task timed out after 3.00 seconds',
  ],
])('%j', (error, line) => {
  expect(errorLine(payload(error))).toBe(line);
});

test('text that is not JSON is shown as it is', () => {
  expect(errorLine(Buffer.from('gone\nwrong'))).toBe('gone');
});

test('each error of a function is printed once, and 20 at most', () => {
  const lines: string[] = [];
  const errors = new ErrorLines((line) => lines.push(line));
  for (const name of ['a', 'b', 'a']) errors.add(name, payload({ errorType: 'Error', errorMessage: 'one' }));
  expect(lines).toEqual(['a failed: one', 'b failed: one']);
  for (let at = 0; at < 30; at += 1) errors.add('c', payload({ errorType: 'Error', errorMessage: `number ${at}` }));
  expect(lines).toHaveLength(2 + 20);
});
