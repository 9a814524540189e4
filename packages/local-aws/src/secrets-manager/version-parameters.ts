import { invalidParameter, type JsonParameters } from '../json-protocol.ts';

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html#API_PutSecretValue_RequestParameters
const VERSION_ID_LENGTH = { minimum: 32, maximum: 64 };
const MAX_LABEL_LENGTH = 256;
const MAX_LABELS = 20;

export function readVersionId(parameters: JsonParameters, name: string): string {
  const id = readOptionalVersionId(parameters, name);
  if (id === undefined) {
    throw invalidParameter(`You must provide a ${name} value. We recommend a UUID-type value.`);
  }
  return id;
}

export function readOptionalVersionId(
  parameters: JsonParameters,
  name: string,
): string | undefined {
  const id = parameters.optionalString(name);
  const { minimum, maximum } = VERSION_ID_LENGTH;
  if (id !== undefined && (id.length < minimum || id.length > maximum)) {
    throw invalidParameter(`${name} must be ${minimum} to ${maximum} characters long.`);
  }
  return id;
}

export function readLabel(parameters: JsonParameters, name: string): string {
  return checkedLabel(parameters.string(name), name);
}

export function readOptionalLabel(parameters: JsonParameters, name: string): string | undefined {
  const label = parameters.optionalString(name);
  return label === undefined ? undefined : checkedLabel(label, name);
}

/** Returns an empty list if the request has no labels. */
export function readLabels(parameters: JsonParameters, name: string): readonly string[] {
  const labels = parameters.optionalStrings(name);
  if (labels !== undefined && (labels.length === 0 || labels.length > MAX_LABELS)) {
    throw invalidParameter(`${name} must have 1 to ${MAX_LABELS} entries.`);
  }
  return (labels ?? []).map((label) => checkedLabel(label, name));
}

function checkedLabel(label: string, name: string): string {
  if (label === '' || label.length > MAX_LABEL_LENGTH) {
    throw invalidParameter(`A label in ${name} must be 1 to ${MAX_LABEL_LENGTH} characters long.`);
  }
  return label;
}
