import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { eventually } from '../rollcall.ts';
import { fixture, LocalLambda } from './local-lambda.ts';

const wrapper = (name: string) => `AWS_LAMBDA_EXEC_WRAPPER=${fixture(`wrappers/${name}`)}`;

it('a wrapper script starts Node: it has the interpreter and one argument, and what it exports reaches the function', async () => {
  await using local = await LocalLambda.start([fixture('wrapped.mjs'), '--env', wrapper('set-variable')]);
  const { answer } = await local.invoke();
  expect(answer).toMatchObject({ wrapped: 'yes', arguments: '2' });
  // The function sees what it would see without one.
  expect(answer.argv.slice(1)).toEqual([fixture('wrapped.mjs'), 'handler']);
  expect(answer).not.toHaveProperty('left');
});

it('a wrapper script starts Python: interpreter, -u and one argument', async () => {
  const args = [fixture('wrapped.py'), '--handler', 'wrapped.handler', '--env', wrapper('set-variable')];
  await using local = await LocalLambda.start(args);
  expect((await local.invoke()).answer).toEqual({ wrapped: 'yes', arguments: '3' });
});

it('a script may put options of the interpreter before the last argument', async () => {
  await using node = await LocalLambda.start([fixture('wrapped.mjs'), '--env', wrapper('add-option')]);
  expect((await node.invoke()).answer.title).toBe('wrapped');
  const python = [fixture('wrapped.py'), '--handler', 'wrapped.handler', '--env', wrapper('add-option')];
  await using snake = await LocalLambda.start(python);
  expect((await snake.invoke()).answer.wrapped).toBeNull();
  expect(await eventually(() => /^import time:/m.test(snake.stderr))).toBe(true);
});

it.each([
  ['is not there', 'no-such', 127, 'does not exist'],
  ['may not be executed', 'not-executable', 126, 'is not an executable'],
])('a script that %s fails the init, with the words of Lambda in the log', async (_, name, status, words) => {
  await using local = await LocalLambda.start([fixture('wrapped.mjs'), '--env', wrapper(name)]);
  const { answer, functionError } = await local.invoke();
  expect(functionError).toBe('Unhandled');
  expect(answer).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(new RegExp(`Runtime exited with error: exit status ${status}$`)),
  });
  expect(await eventually(() => local.stderr.includes(`${fixture(`wrappers/${name}`)}: ${words}`))).toBe(true);
});

it('an executable of its own is started as it is', async () => {
  const bootstrap = `${packageRoot}/test/fixtures/lambda/provided/bootstrap`;
  await using local = await LocalLambda.start([bootstrap, '--env', wrapper('no-such')]);
  expect((await local.invoke()).functionError).toBeUndefined();
});
