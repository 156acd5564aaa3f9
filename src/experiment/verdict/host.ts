import type { HostUse, TargetResult } from '../../model/run-result.ts';
import { found, type Reason } from './reason.ts';

type Finding = Pick<Reason, 'code' | 'message' | 'advice'>;

/** What the machine as a whole did during the load: generator, targets, and whatever else runs on it. */
export function hostReasons({ name, requests, client: { host } }: TargetResult): Reason[] {
  if (host === undefined) return [];
  const findings = [...cpuFindings(host), ...networkFindings(host, requests.sent), ...headroomFindings(host)];
  return found(
    findings.map(
      (finding) =>
        finding && {
          ...finding,
          ...{ weight: 'SUSPECT', target: name, message: `${finding.message} while ${name} was loaded` },
        },
    ),
  );
}

/** Above this share of all CPU time nothing on the machine ran when it wanted to. */
const highestCpuShare = 0.9;
const highestStealShare = 0.05;

const cpuFindings = ({ cpuShare = 0, stealShare = 0 }: HostUse): (Finding | undefined)[] => [
  cpuShare > highestCpuShare
    ? {
        code: 'host-saturated',
        message: `${percent(cpuShare)} of this machine's CPU time was used`,
        advice: 'close other programs, send less, or use more cores',
      }
    : undefined,
  stealShare > highestStealShare
    ? {
        code: 'stolen-cpu',
        message: `the hypervisor took ${percent(stealShare)} of this machine's CPU time`,
        advice: 'use another machine',
      }
    : undefined,
];

/** A segment sent again held back a request for 200 ms or more: above this share of the requests, p99 is of them. */
const highestRetransmitShare = 0.01;
/** The counter is that of all programs of the machine: one or two may be of any of them. */
const fewestRetransmits = 3;

function networkFindings(host: HostUse, sent: number): (Finding | undefined)[] {
  const { listenOverflows = 0, synRetransmits = 0, retransmits = 0 } = host;
  const ofData = retransmits - synRetransmits;
  const queue = 'raise net.core.somaxconn and the listen backlog of the target, or open fewer connections at once';
  return [
    listenOverflows > 0
      ? {
          code: 'accept-queue',
          message: `an accept queue of this machine overflowed ${listenOverflows} times`,
          advice: queue,
        }
      : undefined,
    synRetransmits > 0
      ? {
          code: 'syn-retransmits',
          message: `${synRetransmits} connection attempts had to be repeated, which takes 1 s each`,
          advice: queue,
        }
      : undefined,
    ofData >= fewestRetransmits && ofData > highestRetransmitShare * sent
      ? {
          code: 'retransmits',
          message: `this machine, all its programs together, sent ${ofData} TCP segments again, beside ${sent} requests,`,
          advice:
            'the network lost or delayed segments, which adds 200 ms and more: use a quieter or a nearer network, or send less',
        }
      : undefined,
  ];
}

/** Above this share of a limit the next connection may find none left. */
const highestHeadroomShare = 0.9;

const headroomFindings = ({ openFiles, ports }: HostUse): (Finding | undefined)[] => [
  openFiles && openFiles.used > highestHeadroomShare * openFiles.limit
    ? {
        code: 'file-descriptors',
        message: `the generator needed about ${openFiles.used} of the ${openFiles.limit} open files that it is allowed`,
        advice: `raise the limit with \`ulimit -n ${2 * openFiles.used}\`, or let fewer requests be on their way at once`,
      }
    : undefined,
  ports && ports.used > highestHeadroomShare * ports.limit
    ? {
        code: 'ports',
        message: `connections held about ${ports.used} of the ${ports.limit} ephemeral ports of this machine`,
        advice:
          'widen net.ipv4.ip_local_port_range, keep connections alive, or wait a minute between runs: a closed connection holds its port so long',
      }
    : undefined,
];

const percent = (share: number): string => `${Math.round(100 * share)} %`;
