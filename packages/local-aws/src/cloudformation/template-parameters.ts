import { asObject, asText, type JsonObject } from './json-object.ts';
import { TemplateError } from './template-error.ts';

export interface StackParameter {
  readonly name: string;
  /** The value in the request, or the default. */
  readonly value: string;
  /** If `value` is the name of an SSM parameter, the value of that SSM parameter. */
  readonly resolvedValue?: string;
  /** The result of `Ref`. */
  readonly ref: string | readonly string[];
}

/** Provides the values of parameters. */
export interface ParameterSource {
  /** Returns the value in the request, or undefined if the default of the parameter applies. */
  given(name: string): string | undefined;
  /** Returns the value of a parameter in SSM Parameter Store. */
  stored(name: string): string | undefined;
}

const SSM_STRING = 'AWS::SSM::Parameter::Value<String>';
const TYPES = ['String', 'Number', 'CommaDelimitedList', SSM_STRING];

/**
 * Returns the template's parameters with their values.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 *
 * @throws TemplateError for a parameter without a value, or with a value that the template does not allow
 */
export function parametersOf(
  template: JsonObject,
  source: ParameterSource,
): readonly StackParameter[] {
  const declarations = asObject(template.Parameters ?? {}, 'Parameters');
  return Object.entries(declarations).map(([name, declaration]) =>
    parameterOf(name, asObject(declaration, `Parameters.${name}`), source),
  );
}

function parameterOf(
  name: string,
  declaration: JsonObject,
  source: ParameterSource,
): StackParameter {
  const type = asText(declaration.Type, `Parameters.${name}.Type`);
  if (!TYPES.includes(type)) {
    throw new TemplateError(`${name}: the local AWS does not support parameters of type ${type}`);
  }
  const { Default: otherwise } = declaration;
  const value = source.given(name) ?? (otherwise === undefined ? undefined : String(otherwise));
  if (value === undefined) {
    throw new TemplateError(`Parameters: [${name}] must have values`);
  }
  checkConstraints(name, value, declaration);
  if (type === 'CommaDelimitedList') {
    return { name, value, ref: value.split(',').map((item) => item.trim()) };
  }
  if (type !== SSM_STRING) {
    return { name, value, ref: value };
  }
  const resolvedValue = source.stored(value);
  if (resolvedValue === undefined) {
    throw new TemplateError(
      `Unable to fetch parameters [${value}] from parameter store for this account.`,
    );
  }
  return { name, value, resolvedValue, ref: resolvedValue };
}

function checkConstraints(
  name: string,
  value: string,
  { AllowedValues: allowed, AllowedPattern: pattern }: JsonObject,
): void {
  if (Array.isArray(allowed) && !allowed.map(String).includes(value)) {
    throw new TemplateError(
      `Parameter '${name}' must be one of AllowedValues: ${allowed.join(', ')}`,
    );
  }
  if (typeof pattern === 'string' && !new RegExp(`^(?:${pattern})$`).test(value)) {
    throw new TemplateError(`Parameter '${name}' must match pattern ${pattern}`);
  }
}
