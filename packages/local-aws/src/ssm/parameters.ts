import { AwsError } from '../aws-error.ts';

export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** The version. The first version of a parameter is 1. */
  readonly version: number;
  readonly lastModified: Date;
}

/** The account's parameters in Systems Manager Parameter Store, all of type `String`. */
export class Parameters {
  readonly #parameters = new Map<string, Parameter>();

  find(name: string): Parameter | undefined {
    return this.#parameters.get(name);
  }

  /** @throws AwsError ParameterAlreadyExists */
  create(name: string, value: string, now: Date): void {
    if (this.#parameters.has(name)) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    this.#parameters.set(name, { name, value, version: 1, lastModified: now });
  }

  update(name: string, value: string, now: Date): void {
    const version = (this.find(name)?.version ?? 0) + 1;
    this.#parameters.set(name, { name, value, version, lastModified: now });
  }

  delete(name: string): void {
    this.#parameters.delete(name);
  }
}
