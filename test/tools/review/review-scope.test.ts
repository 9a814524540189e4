import { App, type AppProps, CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FederationBroker } from '../../../lib/federation-broker.ts';
import { Grantee, Permission, Scope } from '../../../lib/grant-props.ts';
import { readBroker } from '../../../tools/assembly/synthesized-broker.ts';
import { type ReviewSources, reviewPage } from '../../../tools/review/page.ts';
import { changedPage } from './review-sources.ts';

let sources: ReviewSources;
let page: string;

beforeAll(() => {
  const app = new App();
  new Stack(app, 'Another');
  const stack = new Stack(app, 'Storage');
  const broker = new FederationBroker(stack, 'Broker');
  const bucket = new Bucket(stack, 'Bucket', { enforceSSL: true });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  bucket.grantRead(role);
  role.addManagedPolicy(broker.callerPolicy);
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  new CfnOutput(stack, 'Secret', { value: broker.accessKeySecret.secretArn, exportName: 'Key' });
  sources = { ...readBroker(app.synth().directory), origin: 'Made for a test.' };
  page = reviewPage(sources);
});

test('in an app, the page shows the broker and not the resources of the app', () => {
  expect(page).toContain('secretsmanager:GetSecretValue');
  expect(page).not.toContain('s3:GetObject*');
  expect(page).not.toContain('BucketName');
  expect(page).toMatch(/\| `Secret` \| `\$\{BrokerAccessKeySecret\w+\}` \| exported as `Key` \|/);
});

test('the page names the other resources of the stack, and which of these refer to the broker', () => {
  const [, section = ''] = page.split('## What this page does not cover');
  expect(section).toContain('Other stacks of the app: `Another`.');
  expect(section).toContain('Other resources of this stack: 4.');
  const rows = section.split('\n').filter((line) => line.includes('`AWS::'));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatch(/^\| `Role\w+` \| `AWS::IAM::Role` \| `BrokerIamApiCallerPolicy\w+` \|$/);
});

test('the page shows the parameters that the broker refers to, because they can name its buckets, roles and policies', () => {
  const shown = changedPage(sources, (template) => {
    template.Parameters = {
      Boundary: { Type: 'String', Default: 'arn:aws:iam::aws:policy/A', Description: 'x' },
      Unused: { Type: 'String', Default: 'b' },
    };
    const [role] = Object.keys(template.Resources).filter((id) => /FunctionRole/.test(id));
    template.Resources[String(role)].Properties.PermissionsBoundary = { Ref: 'Boundary' };
  });
  expect(shown).toContain('by a resource or parameter of the template');
  expect(shown).toMatch(
    /### Parameters\n\n.*\n\n- `Boundary`, `String`\n {2}- `Default`: `arn:aws:iam::aws:policy\/A`\n\n### Outputs/,
  );
  expect(shown).not.toContain('Unused');
  expect(page).not.toContain('### Parameters');
});

test('the page shows a name from another Region as a reference', () => {
  const exported = '/cdk/exports/Storage/Datauseast1RefBoundary1A2B3C4D';
  const shown = changedPage(sources, ({ Resources }) => {
    const [role] = Object.keys(Resources).filter((id) => /FunctionRole/.test(id));
    Resources[String(role)].Properties.PermissionsBoundary = {
      'Fn::GetAtt': ['ExportsReader8B249524', exported],
    };
  });
  expect(shown).toContain(`\`\${ExportsReader8B249524.${exported}}\``);
});

test('the review fails for a resource that no construct of the app created', () => {
  const shown = changedPage(sources, ({ Resources }) => {
    Resources.Hidden = { Type: 'AWS::IAM::Group' };
  });
  expect(shown).toContain('Hidden: AWS::IAM::Group: the review page does not know this type');
});

describe('metadata of another construct with the logical id of a resource of the broker', () => {
  /** The page of an app in which another construct claims all resources of the broker. */
  function forgedPage(context: AppProps['context'] = {}): string {
    const app = new App({ context });
    const stack = new Stack(app, 'Storage');
    const broker = new FederationBroker(stack, 'Broker');
    const forger = new Construct(stack, 'Forger');
    for (const resource of broker.node.findAll().filter(CfnResource.isCfnResource)) {
      forger.node.addMetadata('aws:cdk:logicalId', resource.logicalId);
    }
    return reviewPage({ ...readBroker(app.synth().directory), origin: 'Made for a test.' });
  }

  test('hides nothing from the page', () => {
    const app = new App();
    new FederationBroker(new Stack(app, 'Storage'), 'Broker');
    const broker = readBroker(app.synth().directory);
    expect(forgedPage()).toBe(reviewPage({ ...broker, origin: 'Made for a test.' }));
  });

  test('hides nothing either if the app switches off the metadata with logical ids', () => {
    expect(forgedPage({ 'aws:cdk:disable-logicalId-metadata': true })).toBe(forgedPage());
  });
});

test.each([
  ['strong', 'export:Data:ExportsOutputRefBucket'],
  ['weak', 'output:Data.PublishOutputRefBucket'],
])('it shows the names in grants and ceiling as %s references', (kind, ofBucket) => {
  const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': kind } });
  const bucket = new Bucket(new Stack(app, 'Data'), 'Bucket');
  const stack = new Stack(app, 'Storage');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const ceiling = [{ scope: Scope.bucket(bucket), permission: Permission.READ }];
  const broker = new FederationBroker(stack, 'Broker', { ceiling });
  broker.addGrant('etl', {
    grantee: Grantee.role(role),
    scope: Scope.prefix(bucket, 'raw/'),
    permission: Permission.READ,
  });
  const shown = reviewPage({ ...readBroker(app.synth().directory), origin: 'Made for a test.' });
  const name = `\\$\\{${ofBucket}\\w+\\}`;
  expect(shown).toMatch(
    new RegExp(
      `\\| \`etl\` \\| \`role/\\$\\{Role\\w+\\}\`<br>of this AWS account \\| \`READ\` \\| \`s3://${name}/raw/\\*\` \\|`,
    ),
  );
  // The ceiling, with the grant that needs it.
  expect(shown).toMatch(new RegExp(`\\| \`s3://${name}/\\*\` \\| \`READ\` \\|.*\\| \`etl\` \\|`));
});
