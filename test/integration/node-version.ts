/** Whether the runtime of the Node at hand does as AWS's client 4, where handlers do not call back. */
export const isClient4 = Number(process.versions.node.split('.')[0]) >= 24;
