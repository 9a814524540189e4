import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { type Deployment, readDeployment } from '../../lib/deployment.ts';
import { FederationBrokerStack } from '../../lib/federation-broker-stack.ts';

export interface SynthesizedStack {
  /** Path of the configuration file. */
  readonly configuration: string;
  readonly deployment: Deployment;
  readonly app: App;
  readonly template: Template;
  /** Absolute path of the template. */
  readonly templateFile: string;
}

export interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }
    >
  >;
}

/** In a separate app: a new grant could break a rule, and that must not break the synth that deploys it. */
export function synthesizeStack(configuration: string, outputFolder: string): SynthesizedStack {
  const deployment = readDeployment(configuration);
  const app = new App({
    analyticsReporting: false,
    outdir: outputFolder,
    // `npm run synth` validates the template. It takes most of the time.
    builtinCloudFormationValidation: false,
    // No rule reads the functions' code, and bundling takes longer than all of the rules.
    context: { [BUNDLING_STACKS]: [] },
  });
  const { stackName } = new FederationBrokerStack(app, deployment);
  const { template, templateFile } = app.synth().getStackByName(stackName);
  return {
    configuration,
    deployment,
    app,
    template,
    templateFile: path.join(outputFolder, templateFile),
  };
}
