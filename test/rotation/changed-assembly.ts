import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keptAssembly } from '../../tools/local/kept-assembly.ts';

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** The fixture's cloud assembly, for deployments with its own or with a changed template. */
export class ChangedAssembly {
  readonly template: Template;
  readonly #root: string;
  readonly #templateFile: string;
  #copies = 0;

  private constructor(root: string) {
    this.#root = root;
    this.#templateFile = 'TestBroker.template.json';
    this.template = JSON.parse(readFileSync(this.#pathIn('synthesized'), 'utf8'));
  }

  static async synthesize(): Promise<ChangedAssembly> {
    const root = mkdtempSync(path.join(tmpdir(), 'changed-assembly-'));
    const kept = await keptAssembly('test/fixtures/deployment/federation-broker.json');
    cpSync(kept, path.join(root, 'synthesized'), { recursive: true });
    return new ChangedAssembly(root);
  }

  /** @returns a folder to deploy from */
  with(template: Template): string {
    this.#copies += 1;
    const folder = `copy-${this.#copies}`;
    cpSync(path.join(this.#root, 'synthesized'), path.join(this.#root, folder), {
      recursive: true,
    });
    writeFileSync(this.#pathIn(folder), JSON.stringify(template));
    return path.join(this.#root, folder);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #pathIn(folder: string): string {
    return path.join(this.#root, folder, this.#templateFile);
  }
}

/** Returns the template without the resource and without the resources that depend on it. */
export function withoutResource(template: Template, logicalId: string): Template {
  const { [logicalId]: _, ...others } = template.Resources;
  return {
    ...template,
    Resources: Object.fromEntries(
      Object.entries(others).map(([id, resource]) => [
        id,
        {
          ...resource,
          ...(resource.DependsOn && {
            DependsOn: resource.DependsOn.filter((other) => other !== logicalId),
          }),
        },
      ]),
    ),
  };
}
