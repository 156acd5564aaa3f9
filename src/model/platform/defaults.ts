/** There is no region here; clients and SDKs inside a function need a name. */
export const defaultRegion = 'us-east-1';

/** The account of AWS's own local emulator. */
export const defaultAccountId = '012345678912';
