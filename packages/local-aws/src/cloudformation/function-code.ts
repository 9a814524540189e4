import type { Deployer } from './deployer.ts';

/** The location of a function's code in S3: the property `Code` of AWS::Lambda::Function. */
export interface CodeLocation {
  readonly bucket: string;
  readonly objectKey: string;
}

/** Provides the code of functions. */
export interface FunctionCode {
  /**
   * Resolves to a folder with the files of the archive. Do not change the folder. It can be deleted after the
   * deployment.
   *
   * @param deployer the principal that needs the permission to read the archive. If undefined, no permission is checked
   */
  folderOf(location: CodeLocation, deployer: Deployer | undefined): Promise<string>;
}
