import { expect, test } from 'vitest';
import { environmentOf, serverEnvironment, withVariables } from '../../../../src/launch/local/variables.ts';

// Written so, as a text of `${` in quotes is taken for a slip of the pen by the linter.
const $ = '$';
const services = { DB_URL: 'http://127.0.0.1:4001', STOCK_URL: 'http://127.0.0.1:4002' };

test('a server gets its port, its number of processes and the URLs of services, and its own variables may name them', () => {
  const spec = {
    environment: { LISTEN: `127.0.0.1:${$}{PORT}`, DATABASE: `${$}{DB_URL}/orders`, NAME: 'a' },
    ...{ processes: 4, preload: false },
  };
  expect(serverEnvironment(spec, { services }, 4000)).toEqual({
    ...services,
    ...{ PORT: '4000', WEB_CONCURRENCY: '4' },
    ...{ LISTEN: '127.0.0.1:4000', DATABASE: 'http://127.0.0.1:4001/orders', NAME: 'a' },
  });
});

test('what a server sets itself wins, and a number of processes that is not stated is no variable', () => {
  const spec = { environment: { PORT: '80' }, processes: undefined, preload: undefined };
  expect(serverEnvironment(spec, { services: {} }, 4000)).toEqual({ PORT: '80' });
});

test('a function gets the URLs of services beside the variables of the workload and its own', () => {
  const context = { environment: { ROLLCALL_WORKLOAD: '{}' }, services };
  expect(environmentOf({ environment: { DATABASE: `${$}{DB_URL}` } }, context)).toEqual({
    ...services,
    ROLLCALL_WORKLOAD: '{}',
    DATABASE: 'http://127.0.0.1:4001',
  });
});

test('a name of which nothing is known stays, as it is for a shell; so does a name of every object', () => {
  expect(withVariables(`echo ${$}{HOME} $PORT ${$}{PORT} ${$}{constructor}`, { PORT: '1' })).toBe(
    `echo ${$}{HOME} $PORT 1 ${$}{constructor}`,
  );
});

test('several processes of Node load the module that names them, beside what the server has Node do', () => {
  const options = (spec: object) =>
    serverEnvironment({ environment: {}, processes: undefined, preload: undefined, ...spec }, { services: {} }, 1)[
      'NODE_OPTIONS'
    ];
  const own = { NODE_OPTIONS: '--max-old-space-size=200' };
  expect(options({})).toBeUndefined();
  expect(options({ processes: 2 })).toMatch(/^--import file:\/\/\/.*\/dist\/targets\/tag\/preload\.js$/);
  expect(options({ preload: true, environment: own })).toMatch(/^--max-old-space-size=200 --import file:/);
});
