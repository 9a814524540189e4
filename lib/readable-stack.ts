import { type CfnElement, Stack } from 'aws-cdk-lib';

/** Ids of the main resource of a construct. They tell a reader nothing. */
const SILENT_IDS: ReadonlySet<string> = new Set(['Resource', 'Default']);

/** A stack whose template is easy to read: logical ids are the ids of the constructs, without hashes. */
export class ReadableStack extends Stack {
  readonly #pathsByLogicalId = new Map<string, string>();

  protected override allocateLogicalId(element: CfnElement): string {
    const { path } = element.node;
    const logicalId = path
      .split('/')
      .slice(this.node.scopes.length - 1)
      .filter((id) => !SILENT_IDS.has(id))
      .join('')
      .replaceAll(/[^A-Za-z0-9]/g, '');
    const taken = this.#pathsByLogicalId.get(logicalId);
    if (taken !== undefined && taken !== path) {
      throw new Error(`${path} and ${taken} have the same logical id, ${logicalId}.`);
    }
    this.#pathsByLogicalId.set(logicalId, path);
    return logicalId;
  }
}
