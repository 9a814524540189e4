import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { asObject, asText, type JsonObject } from './json-object.ts';
import type { StackInput } from './stack-input.ts';
import { parseTemplate } from './template.ts';
import { TemplateError } from './template-error.ts';

const STACK_ARTIFACT = 'aws:cloudformation:stack';
const ASSET_ARTIFACT = 'cdk:asset-manifest';

/**
 * The output of `cdk synth` for an app with one stack. `folders` contains the asset folders that `cdk deploy` would
 * upload.
 */
export interface CloudAssembly extends StackInput {
  readonly stackName: string;
}

/**
 * Reads `folder/manifest.json` and the files that it names. Throws TemplateError if the local AWS cannot deploy them.
 * Source: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
 */
export async function readAssembly(folder: string): Promise<CloudAssembly> {
  const manifest = await readJson(folder, 'manifest.json');
  const artifacts = Object.entries(asObject(manifest.artifacts, 'artifacts')).map(
    ([id, artifact]) => ({ id, ...asObject(artifact, id) }) as JsonObject & { id: string },
  );
  const stacks = artifacts.filter(({ type }) => type === STACK_ARTIFACT);
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    throw new TemplateError(
      `${folder} has ${stacks.length} stacks; the local AWS deploys assemblies with one stack`,
    );
  }
  const properties = asObject(stack.properties, stack.id);
  const folders = new Map<string, string>();
  for (const { id, ...artifact } of artifacts.filter(({ type }) => type === ASSET_ARTIFACT)) {
    const { file } = asObject(artifact.properties, id);
    await addFolders(folders, folder, asText(file, `${id}.file`));
  }
  const templateFile = asText(properties.templateFile, `${stack.id}.templateFile`);
  const templateText = await readFile(path.join(folder, templateFile), 'utf8');
  return {
    stackName: asText(properties.stackName ?? stack.id, 'stackName'),
    template: parseTemplate(JSON.parse(templateText)),
    templateText,
    parameters: [],
    capabilities: [],
    folders,
  };
}

async function addFolders(
  folders: Map<string, string>,
  folder: string,
  fileName: string,
): Promise<void> {
  const { files = {}, dockerImages = {} } = await readJson(folder, fileName);
  const images = Object.keys(asObject(dockerImages, 'dockerImages'));
  if (images.length > 0) {
    throw new TemplateError(`The local AWS does not support Docker image assets: ${images}`);
  }
  for (const [id, file] of Object.entries(asObject(files, 'files'))) {
    const { source, destinations } = asObject(file, id);
    const { packaging, path: sourcePath } = asObject(source, `${id}.source`);
    if (packaging === 'zip') {
      for (const destination of Object.values(asObject(destinations, `${id}.destinations`))) {
        const { objectKey } = asObject(destination, `${id}.destinations`);
        folders.set(
          asText(objectKey, `${id}.objectKey`),
          path.resolve(folder, asText(sourcePath, `${id}.path`)),
        );
      }
    }
  }
}

async function readJson(folder: string, fileName: string): Promise<JsonObject> {
  const text = await readFile(path.join(folder, fileName), 'utf8');
  return asObject(JSON.parse(text), fileName);
}
