import type { Deployer } from './deployer.ts';

/** The place of a function's code: `Code` of AWS::Lambda::Function. */
export interface CodeLocation {
  readonly bucket: string;
  readonly objectKey: string;
}

/** Where the code of functions comes from. */
export interface FunctionCode {
  /**
   * Resolves to a folder with the files of the archive. It must not be changed, and can be gone after the deployment.
   *
   * @param deployer whose permission to read the archive counts. Absent if nobody is asked
   */
  folderOf(location: CodeLocation, deployer: Deployer | undefined): Promise<string>;
}
