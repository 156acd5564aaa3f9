// 300 ms of CPU at init, as of a large dependency, and a hook that takes 50 ms after a restore, as of a new connection.
const { setTimeout: delay } = require('node:timers/promises');
const { startupSnapshot } = require('node:v8');

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
for (const until = cpuMs() + 300; cpuMs() < until; );

if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.addDeserializeCallback(() => delay(50));

exports.handler = async () => ({ statusCode: 200, body: 'hello' });
