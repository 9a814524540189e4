/** `${Name}` and `${Name.Attribute}`; `${!Literal}` is text. */
const SUBSTITUTION = /\$\{([^!}.][^}.]*)(?:\.[^}]+)?\}/g;

/**
 * The logical ids of resources and parameters, and the pseudo parameters, that a part of a template refers to.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [name, argument] of Object.entries(value)) {
    const [first, second] = [argument].flat();
    switch (name) {
      case 'Ref':
        found.add(String(argument));
        break;
      case 'DependsOn':
        for (const id of [argument].flat()) {
          found.add(String(id));
        }
        break;
      case 'Fn::GetAtt':
        // A list, or `LOGICAL-ID.ATTRIBUTE`.
        found.add(String(first).replace(/\..*/, ''));
        break;
      case 'Fn::Sub':
        for (const [, id = ''] of String(first).matchAll(SUBSTITUTION)) {
          found.add(id);
        }
        collect(second, found);
        break;
      default:
        collect(argument, found);
    }
  }
}
