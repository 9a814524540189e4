import {
  type FinishedResource,
  type FinishedStack,
  isSection,
  makerOf,
  nestedIn,
  type Section,
} from './finished-stacks.ts';

/** `${Name}` and `${Name.Attribute}`; `${!Literal}` is text. */
const SUBSTITUTION = /\$\{([^!}.][^}.]*)(?:\.([^}]+))?\}/g;

/**
 * Properties that set the name of a resource. Without such a property, CloudFormation generates the name, so no template can
 * contain it.
 */
const NAME_PROPERTIES = ['FunctionName', 'ManagedPolicyName', 'RoleName', 'UserName'];

interface Search {
  readonly found: Set<FinishedResource>;
  /** Prevents endless loops between stacks that refer to each other. */
  readonly followed: Set<string>;
}

/** Finds the resources that a value refers to, also through exports, outputs and parameters of other stacks. */
export class References {
  readonly #stacks: readonly FinishedStack[];
  readonly #named: readonly (readonly [string, FinishedResource])[];

  /** @param named resources to find also by name, if the template sets their name */
  constructor(stacks: readonly FinishedStack[], named: Iterable<FinishedResource>) {
    this.#stacks = stacks;
    this.#named = [...named].flatMap((resource) =>
      NAME_PROPERTIES.map((property) => resource.properties[property])
        .filter((name) => typeof name === 'string')
        .map((name) => [name, resource] as const),
    );
  }

  /**
   * @param value a part of this stack's template
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
   */
  in(value: unknown, stack: FinishedStack): ReadonlySet<FinishedResource> {
    const search: Search = { found: new Set(), followed: new Set() };
    this.#collect(value, stack, search);
    return search.found;
  }

  #collect(value: unknown, stack: FinishedStack, search: Search): void {
    if (typeof value === 'string') {
      this.#collectNamed(value, search);
    } else if (Array.isArray(value)) {
      for (const item of value) {
        this.#collect(item, stack, search);
      }
    } else if (isSection(value)) {
      for (const [name, argument] of Object.entries(value)) {
        this.#collectFunction(name, argument, stack, search);
      }
    }
  }

  #collectFunction(name: string, argument: unknown, stack: FinishedStack, search: Search): void {
    switch (name) {
      case 'Ref':
        this.#follow(String(argument), '', stack, search);
        break;
      case 'Fn::GetAtt': {
        const [id = '', ...attribute] = [argument].flat().join('.').split('.');
        this.#follow(id, attribute.join('.'), stack, search);
        break;
      }
      case 'Fn::Sub': {
        const [text, variables] = [argument].flat();
        for (const [, id = '', attribute = ''] of String(text).matchAll(SUBSTITUTION)) {
          this.#follow(id, attribute, stack, search);
        }
        this.#collectNamed(String(text), search);
        this.#collect(variables, stack, search);
        break;
      }
      case 'Fn::ImportValue':
        this.#collectOutputs(
          ({ Export }) => isSection(Export) && isSame(Export.Name, argument),
          search,
        );
        break;
      case 'Fn::GetStackOutput':
        this.#collectStackOutput(argument, search);
        break;
      default:
        this.#collect(argument, stack, search);
    }
  }

  /** @param id a logical id of a resource or a parameter */
  #follow(id: string, attribute: string, stack: FinishedStack, search: Search): void {
    const step = `${stack.stack.node.addr} ${id} ${attribute}`;
    if (search.followed.has(step)) {
      return;
    }
    search.followed.add(step);
    const resource = stack.resources.get(id);
    if (resource !== undefined) {
      search.found.add(resource);
      this.#collectNestedOutput(resource, attribute, search);
    } else if (stack.parameters[id] !== undefined) {
      this.#collectParameter(id, stack, search);
    }
  }

  #collectNestedOutput(resource: FinishedResource, attribute: string, search: Search): void {
    const [outputs, output = ''] = attribute.split('.');
    const nested = nestedIn(resource, this.#stacks);
    if (outputs === 'Outputs' && nested !== undefined) {
      this.#collect(nested.outputs[output], nested, search);
    }
  }

  #collectParameter(id: string, stack: FinishedStack, search: Search): void {
    const maker = makerOf(stack, this.#stacks);
    if (maker !== undefined && isSection(maker.properties.Parameters)) {
      this.#collect(maker.properties.Parameters[id], maker.in, search);
    }
  }

  #collectStackOutput(argument: unknown, search: Search): void {
    if (isSection(argument)) {
      const named = this.#stacks.filter(({ stack }) => stack.stackName === argument.StackName);
      for (const stack of named) {
        this.#collect(stack.outputs[String(argument.OutputName)], stack, search);
      }
    }
  }

  #collectOutputs(isMeant: (output: Section) => boolean, search: Search): void {
    for (const stack of this.#stacks) {
      for (const output of Object.values(stack.outputs).filter(isSection).filter(isMeant)) {
        this.#collect(output.Value, stack, search);
      }
    }
  }

  /** Finds a resource by its name, by an ARN that ends in the name, or by the ARN of a version of a function. */
  #collectNamed(text: string, { found }: Search): void {
    for (const [name, resource] of this.#named) {
      if (
        text === name ||
        text.endsWith(`/${name}`) ||
        text.endsWith(`:${name}`) ||
        text.includes(`:function:${name}:`)
      ) {
        found.add(resource);
      }
    }
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
