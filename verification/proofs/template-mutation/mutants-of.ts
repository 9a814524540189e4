import {
  isObject,
  type JsonObject,
} from '../../../packages/local-aws/src/cloudformation/json-object.ts';
import { type Template, withoutResource } from '../../../test/rotation/changed-assembly.ts';
import { changesOf } from './changes.ts';
import { changedAt, type Mutant, nameOf, type Path, REMOVED } from './mutant.ts';

const INTRINSIC = /^(Ref|Fn::\w+)$/;
const SECTIONS: ReadonlySet<string> = new Set(['Resources', 'Outputs']);

/** The template with each of its parts removed, and with each widened or changed, one at a time. */
export function mutantsOf(template: Template): readonly Mutant[] {
  const types = new Map(Object.entries(template.Resources).map(([id, { Type }]) => [id, Type]));
  return placesIn(template, []).flatMap(({ path, value }) => [
    ...removals(template, path),
    ...Object.entries(changesOf({ path, value, types })).map(([rule, other]) => ({
      name: nameOf(path, rule),
      template: () => changedAt(template, path, other) as JsonObject,
    })),
  ]);
}

/** Everything below a section; a reference is one value, whatever it is made of. */
function placesIn(value: unknown, path: Path): readonly { path: Path; value: unknown }[] {
  const own = path.length === 0 || SECTIONS.has(String(path.at(-1))) ? [] : [{ path, value }];
  if (Array.isArray(value)) {
    return [...own, ...value.flatMap((entry, index) => placesIn(entry, [...path, index]))];
  }
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.some(([name]) => INTRINSIC.test(name))) {
    return own;
  }
  return [...own, ...members.flatMap(([name, entry]) => placesIn(entry, [...path, name]))];
}

/** A resource goes with what waits for it, lest the template be none; a type goes with its resource. */
function removals(template: Template, path: Path): readonly Mutant[] {
  const [section, logicalId] = path;
  if (path.at(-1) === 'Type') {
    return [];
  }
  const isResource = section === 'Resources' && path.length === 2;
  return [
    {
      name: nameOf(path, 'removed'),
      template: () =>
        (isResource
          ? withoutResource(template, String(logicalId))
          : changedAt(template, path, REMOVED)) as unknown as JsonObject,
    },
  ];
}
