import type { Expectation } from './expectation.ts';

/** From the handler's name to a function. */
export const lookup: readonly Expectation[] = [
  {
    behavior: 'imports the module by its full name: siblings, relative imports and files below the task root are found',
    source: 'bootstrap.py:41-54',
    handler: 'shop.api.orders.handler',
    answer: '["shop.api.orders", "shop.api", "shop.api.orders.handler", 1.19, "piece", "hello", "EUR"]',
  },
  {
    behavior: 'takes a slash in the name for a dot; _HANDLER stays as it was configured',
    source: 'bootstrap.py:54',
    handler: 'shop/api/orders.handler',
    answer: '["shop.api.orders", "shop.api", "shop/api/orders.handler", 1.19, "piece", "hello", "EUR"]',
  },
  {
    behavior: 'imports a package as well as a module',
    source: 'bootstrap.py:54',
    handler: 'shop.handler',
    answer: '"shop"',
  },
  {
    behavior: 'refuses a name without a dot',
    source: 'bootstrap.py:43-46',
    handler: 'shop',
    error: {
      errorType: 'Runtime.MalformedHandlerName',
      errorMessage: "Bad handler 'shop': not enough values to unpack (expected 2, got 1)",
      stack: [],
    },
  },
  {
    behavior: 'refuses a module that is built into the interpreter',
    source: 'bootstrap.py:49-53',
    handler: 'sys.handler',
    error: {
      errorType: 'Runtime.BuiltInModuleConflict',
      errorMessage: 'Cannot use built-in module sys as a handler module',
      stack: [],
    },
  },
  {
    behavior: 'says which module is not there',
    source: 'bootstrap.py:55-59',
    handler: 'shop.returns.handler',
    error: {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'shop.returns': No module named 'shop.returns'",
      stack: [],
    },
  },
  {
    behavior: "says which module the handler's module cannot import",
    source: 'bootstrap.py:55-59',
    handler: 'imports.handler',
    error: {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'imports': No module named 'no_such_module'",
      stack: [],
    },
  },
  {
    behavior: 'shows the line of a syntax error, in a form of its own',
    source: 'bootstrap.py:60-66',
    handler: 'syntax.handler',
    error: {
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: "Syntax error in module 'syntax': invalid syntax (syntax.py, line 2)",
      stack: [/^ {2}File ".*\/python-client\/syntax\.py" Line 2\n {4}def broken\(:\n$/],
    },
  },
  {
    behavior: 'says which name the module does not have',
    source: 'bootstrap.py:69-76',
    handler: 'answers.missing',
    error: {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: "Handler 'missing' missing on module 'answers'",
      stack: [],
    },
  },
  {
    behavior: 'finds out only by the call that the handler cannot be called; the only frame is its own',
    source: 'bootstrap.py:178-197',
    handler: 'answers.number',
    error: {
      errorType: 'TypeError',
      errorMessage: "'int' object is not callable",
      stack: [/^ {2}File ".*\.py", line \d+, in \w+\n/],
    },
  },
  {
    behavior: 'calls the handler with event and context, and no check of its signature before',
    source: 'bootstrap.py:178',
    handler: 'answers.alone',
    error: { errorType: 'TypeError', errorMessage: 'alone() takes 0 positional arguments but 2 were given' },
  },
  {
    behavior:
      'reports what a module throws by its own name, from where Python imports it; warns first; knows no request yet',
    source: 'bootstrap.py:513-521',
    handler: 'raises_at_import.handler',
    error: { errorType: 'KeyError', errorMessage: "'NO_SUCH_SETTING'" },
    log: [
      /^\[WARNING\]\t[-\d]+T[:\d]+\.\d{3}Z\t\tLAMBDA_WARNING: Unhandled exception\. .*$/m,
      /^\[ERROR\] KeyError: 'NO_SUCH_SETTING'\rTraceback \(most recent call last\):\r\u00a0\u00a0File ".*importlib/m,
    ],
  },
  {
    behavior: 'lets a module end the process',
    source: 'bootstrap.py:513',
    handler: 'exits_at_import.handler',
    error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 4' },
    notInLog: /\[ERROR\]/,
  },
];
