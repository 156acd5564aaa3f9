import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type KubernetesObject, kubernetesProblems, objectsIn } from './kubernetes-check.ts';

const folder = join(import.meta.dirname, '../../../targets/deploy/fleet');
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly images: readonly { readonly name: string }[];
}

const kustomization = parse(text('kustomization.yaml')) as Kustomization;
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
const objects = files.flatMap((file) => objectsIn(text(file)).map((object) => ({ file, object })));

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly resources: { readonly requests: unknown; readonly limits: unknown };
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly name: string }[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes: readonly Readonly<Record<string, unknown> & { readonly name: string }>[];
  readonly restartPolicy?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext: unknown;
  readonly affinity?: {
    readonly podAntiAffinity: { readonly requiredDuringSchedulingIgnoredDuringExecution: unknown };
  };
}

interface Spec {
  readonly selector?: { readonly matchLabels: unknown };
  readonly template?: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: PodSpec;
  };
  readonly [field: string]: unknown;
}

const specOf = ({ object }: { object: KubernetesObject }) => object['spec'] as Spec;
const named = (name: string, kind: string) => {
  const found = objects.find(({ object }) => object.metadata.name === name && object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return specOf(found);
};

const pods = objects.flatMap((one) => {
  const spec =
    specOf(one).template?.spec ?? (one.object.kind === 'Pod' ? (specOf(one) as unknown as PodSpec) : undefined);
  return spec === undefined ? [] : [{ name: one.object.metadata.name, kind: one.object.kind, spec }];
});
const containers = pods.flatMap(({ spec }) => spec.containers);

describe('the manifests of a fleet', () => {
  it.each(objects.map((one) => [`${one.file}: ${one.object.kind} ${one.object.metadata.name}`, one.object] as const))(
    '%s is sound by the schemas of Kubernetes',
    (_, object) => {
      expect(kubernetesProblems(object)).toEqual([]);
    },
  );

  it('are all applied, but for the one that gets the results', () => {
    expect([...kustomization.resources, 'results.yaml'].sort()).toEqual(files);
  });

  it('name what is there: each image, configuration, key and volume', () => {
    const source = (volume: Readonly<Record<string, unknown>>) =>
      Object.entries(volume).flatMap(([kind, value]) =>
        typeof value === 'object' ? [`${kind} ${Object.values(value ?? {})[0]}`] : [],
      );
    expect(new Set(pods.flatMap(({ spec }) => spec.volumes.flatMap(source)))).toEqual(
      new Set([
        ...['configMap rollcall-nats', 'configMap rollcall-scenario', 'secret rollcall-worker', 'emptyDir 1Gi'],
        ...['secret rollcall-coordinator', 'persistentVolumeClaim rollcall-results', 'emptyDir 2Gi'],
      ]),
    );
    expect(kustomization.configMapGenerator).toEqual([{ name: 'rollcall-nats', files: ['nats.conf'] }]);
    for (const { spec } of pods)
      expect(spec.containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name)).sort()).toEqual(
        spec.volumes.map(({ name }) => name).sort(),
      );
    expect(new Set(containers.map(({ image }) => image))).toEqual(
      new Set(['rollcall', 'nats:2.12-alpine', 'busybox:1.37']),
    );
    expect(kustomization.images.map(({ name }) => name)).toEqual(['rollcall']);
  });
});

describe('load is fired once', () => {
  it('by as many workers as the coordinator waits for, one to a machine, none of which is started again', () => {
    const { template, ...job } = named('rollcall-workers', 'Job');
    expect(job).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 0 });
    expect(job['backoffLimit']).toBeUndefined();
    const coordinator = named('rollcall-coordinator', 'Job');
    expect(coordinator).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 0 });
    expect(coordinator.template?.spec.containers[0]?.args).toContain('--workers=3');
    expect(template?.spec.affinity?.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
    for (const { kind, spec } of pods.filter((pod) => pod.kind !== 'StatefulSet'))
      expect([kind, spec.restartPolicy]).toEqual([kind, 'Never']);
  });

  it('with the CPUs and the memory that it has asked for, and no others', () => {
    for (const { resources } of containers) expect(resources.limits).toEqual(resources.requests);
  });
});

describe('nothing has more than it needs', () => {
  it('no pod runs as root, has a token of the cluster, or may gain privileges', () => {
    for (const { spec } of pods) {
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    }
    for (const { securityContext } of containers)
      expect(securityContext).toEqual({
        ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
        capabilities: { drop: ['ALL'] },
      });
  });

  it('only workers and the coordinator reach NATS, and nothing reaches anything else', () => {
    expect(named('rollcall-closed', 'NetworkPolicy')).toEqual({
      podSelector: { matchLabels: { app: 'rollcall' } },
      policyTypes: ['Ingress'],
    });
    const { ingress, egress } = named('rollcall-nats', 'NetworkPolicy');
    expect(egress).toEqual([]);
    const roles = { key: 'role', operator: 'In', values: ['worker', 'coordinator'] };
    const from = [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['rollcall'] }, roles] } }];
    expect(ingress).toEqual([{ from, ports: [{ protocol: 'TCP', port: 4222 }] }]);
    const labels = objects.flatMap((one) => [specOf(one).template?.metadata.labels ?? []].flat());
    expect(labels).toEqual(['coordinator', 'nats', 'worker'].map((role) => ({ app: 'rollcall', role })));
  });
});

describe('the check of manifests tells', () => {
  it.each([
    ['completions: 3', 'complitions: 3', '/spec/complitions: there is no such field'],
    ['parallelism: 3', 'parallelism: three', '/spec/parallelism: must be integer'],
    [
      'drop: [ALL]',
      'drp: [ALL]',
      '/spec/template/spec/containers/0/securityContext/capabilities/drp: there is no such field',
    ],
    ['image: rollcall', 'imag: rollcall', '/spec/template/spec/containers/0/imag: there is no such field'],
    ['- name: worker', '- nam: worker', '/spec/template/spec/containers/0: must have required property name'],
    ['defaultMode: 288', 'defaultMode: rw', '/spec/template/spec/volumes/0/secret/defaultMode: must be integer'],
    ['batch/v1', 'batch/v2', 'there is no Job in batch/v2'],
  ])('%s as %s', (from, to, problem) => {
    const sound = text('workers.yaml');
    expect(sound).toContain(from);
    const [job] = objectsIn(sound.replace(from, to));
    expect(job && kubernetesProblems(job)).toContain(problem);
  });
});
