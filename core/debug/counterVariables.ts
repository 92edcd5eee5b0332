// Cgroups and counters as variables: everything that has a dotted name, grouped by its owner, and the bytes of each kernel structure.
import type { ModelView } from '../mm/view';
import { namedChildren, numberText, variable, type Children, type Variable } from './variable';

export function counterVariables(view: ModelView): Children {
  const owners = [...new Set(view.counterNames().map(ownerOf))];
  return namedChildren(owners.length + 1, () => [
    ...owners.map((owner) => ownerVariable(view, owner)),
    structuresVariable(view),
  ]);
}

const ownerOf = (path: string): string => path.split('.', 1)[0] ?? path;

function ownerVariable(view: ModelView, owner: string): Variable {
  const paths = view.counterNames().filter((path) => ownerOf(path) === owner);
  return variable(owner, `${paths.length} counters`, {
    children: namedChildren(paths.length, (hex) =>
      paths.map((path) => {
        const value = view.counter(path);
        const name = path === owner ? path : path.slice(owner.length + 1);
        return variable(name, value === undefined ? 'none' : numberText(value, hex), {
          expression: path,
          place: view.counterPlace(path) === undefined ? undefined : path,
        });
      }),
    ),
  });
}

function structuresVariable(view: ModelView): Variable {
  const structures = view.structures();
  const total = structures.reduce((sum, { bytes }) => sum + bytes, 0);
  return variable('metadata', `${total} bytes`, {
    children: namedChildren(structures.length, (hex) =>
      structures.map(({ name, objects, bytes }) =>
        variable(name, `${numberText(bytes, hex)} bytes in ${objects} objects`, { type: `struct ${name}` }),
      ),
    ),
  });
}
