import { StatefulSet } from 'kubernetes-models/apps/v1';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PersistentVolumeClaim, Pod, Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { isObject } from './template.ts';

export type KubernetesObject = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
};

export const objectsIn = (text: string): KubernetesObject[] =>
  parseAllDocuments(text).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS() as KubernetesObject;
  });

/**
 * What is wrong with an object by the schemas of Kubernetes, as `place: what`. They allow unknown fields, which a server drops or refuses:
 * a field of which no schema reads the value is one.
 */
export function kubernetesProblems(object: KubernetesObject): string[] {
  const { kind, apiVersion } = object;
  const Model = kinds[`${apiVersion} ${kind}`];
  if (Model === undefined) return [`there is no ${kind} in ${apiVersion}`];
  const read = new Map<object, Set<string>>();
  const errors = schemaErrors(Model, recording(object, read));
  return [
    ...errors.map(({ instancePath, message }) => `${instancePath}: ${message}`),
    ...unread(object, read).map((at) => `${at}: there is no such field`),
  ];
}

interface ModelClass {
  readonly prototype: { validate(this: unknown): void };
}

const kinds: Readonly<Record<string, ModelClass>> = {
  'apps/v1 StatefulSet': StatefulSet,
  'batch/v1 Job': Job,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'v1 PersistentVolumeClaim': PersistentVolumeClaim,
  'v1 Pod': Pod,
  'v1 Service': Service,
};

/** Of a value as it is: an instance of the class has a copy. */
function schemaErrors({ prototype }: ModelClass, value: unknown): { instancePath: string; message: string }[] {
  try {
    prototype.validate.call(value);
    return [];
  } catch (error) {
    const { errors } = error as { errors?: { instancePath: string; message: string }[] };
    if (errors === undefined) throw error;
    return errors;
  }
}

/** The same value, which notes the keys that are read of each object in it. */
function recording(value: unknown, read: Map<object, Set<string>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const keys = read.get(value) ?? new Set<string>();
  read.set(value, keys);
  return new Proxy(value, {
    get: (target, key) => {
      if (typeof key === 'string') keys.add(key);
      return recording(Reflect.get(target, key), read);
    },
  });
}

function unread(value: unknown, read: ReadonlyMap<object, ReadonlySet<string>>, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => unread(one, read, `${at}/${i}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    read.get(value)?.has(key) ? unread(one, read, `${at}/${key}`) : [`${at}/${key}`],
  );
}
