import { expect, test } from 'vitest';
import { projectOf } from '../project-of.ts';

const manifest = (artifacts: object) => JSON.stringify({ version: '40.0.0', artifacts }, undefined, 2);
const stack = (name: string, environment = 'aws://unknown-account/unknown-region') => ({
  type: 'aws:cloudformation:stack',
  environment,
  properties: { templateFile: `${name}.template.json` },
});
const lambda = (more: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', ...more },
});
const template = (Resources: object) => JSON.stringify({ Resources });

test('all stacks of an assembly and of the stages in it, with their region and account', () => {
  const { functions } = projectOf({
    'cdk.out/manifest.json': manifest({
      One: stack('One', 'aws://111122223333/eu-west-1'),
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
    }),
    'cdk.out/One.template.json': template({ A: lambda({ Code: { ZipFile: 'x' } }) }),
    'cdk.out/assembly-Prod/manifest.json': manifest({ Two: stack('Two') }),
    'cdk.out/assembly-Prod/Two.template.json': template({
      B: {
        ...lambda({ Code: { S3Key: 'x.zip' } }),
        Metadata: { 'aws:asset:path': 'asset.b', 'aws:asset:property': 'Code' },
      },
    }),
  });
  expect(functions.map(({ settings }) => settings)).toMatchObject([
    { name: 'A', region: 'eu-west-1', accountId: '111122223333' },
    { name: 'B', region: 'us-east-1', accountId: '012345678912', directory: 'cdk.out/assembly-Prod/asset.b' },
  ]);
});

test('without metadata, code and layers are found by their hash in the manifest of assets', () => {
  const { functions } = projectOf({
    'manifest.json': manifest({
      One: stack('One'),
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'One.assets.json' } },
    }),
    'One.assets.json': JSON.stringify({
      files: { aaa: { source: { path: 'asset.aaa' } }, bbb: { source: { path: 'asset.bbb' } } },
    }),
    'One.template.json': template({
      Libs: {
        Type: 'AWS::Lambda::LayerVersion',
        Properties: { Content: { S3Bucket: { 'Fn::Sub': 'cdk-%{AWS::AccountId}' }, S3Key: 'bbb.zip' } },
      },
      A: lambda({ Code: { S3Key: 'aaa.zip' }, Layers: [{ Ref: 'Libs' }] }),
    }),
  });
  expect(functions[0]?.settings).toMatchObject({ directory: 'asset.aaa', layers: ['asset.bbb'] });
});

test('an assembly without a stack says what to do', () => {
  expect(() =>
    projectOf({
      'manifest.json': manifest({ Tree: { type: 'cdk:tree' } }).replace('cdk:tree', 'aws:cloudformation:stack-x'),
    }),
  ).toThrow('manifest.json: there is no stack in this assembly');
});
