import { expect, it } from 'vitest';
import { type EventBody, Extension } from '../../../../../targets/lambda/extensions/extension.ts';
import { ExtensionRegistry } from '../../../../../targets/lambda/extensions/registry.ts';

const facts = {
  ...{ functionName: 'f', functionVersion: '$LATEST', handler: 'index.handler', accountId: '012345678912' },
  functionArn: 'arn:aws:lambda:us-east-1:012345678912:function:f',
};

/** What it was answered: an extension, or why not. */
function registered(registry: ExtensionRegistry, name: string, ...events: string[]): Extension {
  const outcome = registry.register(name, events);
  if (!(outcome instanceof Extension)) throw new Error(outcome.errorMessage);
  return outcome;
}

function pollOf() {
  const events: EventBody[] = [];
  return { events, deliver: (body: EventBody) => void events.push(body) };
}

const invoke: EventBody = { eventType: 'INVOKE', requestId: 'r' };

it('a process of the platform registers by its name alone, for both events, and once', () => {
  const registry = new ExtensionRegistry(facts);
  const expected = registry.expect('agent');
  expect(registered(registry, 'agent', 'INVOKE', 'SHUTDOWN')).toBe(expected);
  expect(registry.register('agent', [])).toEqual({
    errorType: 'Extension.InvalidExtensionState',
    errorMessage:
      'State transition from Registered to Registered failed for extension agent. Error: State transition is not allowed',
  });
  // By another name it is one inside of the runtime, and the expected one has not come.
  registry.expect('other.sh');
  expect(registered(registry, 'other').kind).toBe('internal');
  expect(registry.statuses.map(({ name, state }) => `${name} ${state}`)).toEqual([
    ...['agent Registered', 'other.sh Started', 'other Registered'],
  ]);
});

it('an event is had by whoever waits for it, or waits for whoever comes', () => {
  const registry = new ExtensionRegistry(facts);
  const { id } = registered(registry, 'agent', 'INVOKE');
  const [extension] = registry.registeredFor('INVOKE');
  const [first, second] = [pollOf(), pollOf()];
  registry.next(id, first);
  extension?.deliver(invoke);
  expect(first.events).toEqual([invoke]);
  expect(extension?.state).toBe('Running');
  extension?.deliver({ ...invoke, requestId: 's' });
  registry.next(id, second);
  expect(second.events).toEqual([{ ...invoke, requestId: 's' }]);
});

it('one may ask twice at once only if the first connection was lost', () => {
  const registry = new ExtensionRegistry(facts);
  const extension = registered(registry, 'agent', 'INVOKE');
  const [lost, held] = [pollOf(), pollOf()];
  registry.next(extension.id, lost);
  expect(registry.next(extension.id, held)).toMatchObject({ errorType: 'Extension.InvalidExtensionState' });
  extension.pollLost(lost);
  expect(registry.next(extension.id, held)).toBe(extension);
  extension.deliver(invoke);
  expect([lost.events, held.events]).toEqual([[], [invoke]]);
});

it('after it has said that it fails, nothing more is taken from it', () => {
  const registry = new ExtensionRegistry(facts);
  const { id } = registered(registry, 'agent', 'INVOKE');
  expect(registry.fail(id, 'init-error', 'Extension.ConfigInvalid')).toBeInstanceOf(Extension);
  expect(registry.next(id, pollOf())).toMatchObject({ errorType: 'Extension.InvalidExtensionState' });
  expect(registry.statuses).toEqual([
    { name: 'agent', state: 'InitError', events: ['INVOKE'], errorType: 'Extension.ConfigInvalid' },
  ]);
  // Once it has begun to wait for events it can only exit.
  const other = registered(registry, 'other', 'INVOKE');
  registry.next(other.id, pollOf());
  expect(registry.fail(other.id, 'init-error', 'x')).toMatchObject({ errorType: 'Extension.InvalidExtensionState' });
  expect(registry.fail(other.id, 'exit-error', 'x')).toBe(other);
});

it('a wait ends with the act that fulfills it, at once if that was before, and once', () => {
  const registry = new ExtensionRegistry(facts);
  const extension = registered(registry, 'agent', 'INVOKE');
  let calls = 0;
  registry.when(
    () => extension.state === 'Ready',
    () => {
      calls += 1;
    },
  );
  expect(calls).toBe(0);
  registry.next(extension.id, pollOf());
  expect(calls).toBe(1);
  extension.deliver(invoke);
  registry.next(extension.id, pollOf());
  expect(calls).toBe(1);
  registry.when(
    () => true,
    () => {
      calls += 1;
    },
  );
  expect(calls).toBe(2);
});

it('the id of one that was not registered yet opens nothing', () => {
  const registry = new ExtensionRegistry(facts);
  const { id } = registry.expect('agent');
  expect(registry.next(id, pollOf())).toMatchObject({ errorType: 'Extension.UnknownExtensionIdentifier' });
});
