import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporary-folder.ts';
import type { FunctionSettings } from './function-settings.ts';

/** A copy of a function's code outside every package scope, and the home folder of its processes. */
export class FunctionFolder {
  readonly taskRoot: string;
  readonly home: string;
  readonly #path: string;

  private constructor(folder: string) {
    this.#path = folder;
    this.taskRoot = path.join(folder, 'task');
    this.home = path.join(folder, 'home');
  }

  /** Rejects with Node's error if the code cannot be copied, and leaves nothing. */
  static async create({ functionName, codeFolder }: FunctionSettings): Promise<FunctionFolder> {
    const created = makeTemporaryFolder(`local-aws-${functionName}`);
    const folder = new FunctionFolder(created);
    try {
      await cp(codeFolder, folder.taskRoot, { recursive: true });
      await mkdir(folder.home);
      // Stops Node.js from finding a package.json further up whose `type` would change how the code loads.
      await writeFile(path.join(created, 'package.json'), '{}');
    } catch (error) {
      folder.remove();
      throw error;
    }
    return folder;
  }

  remove(): void {
    removeTemporaryFolder(this.#path);
  }
}
