// Gives the model's functions their names in every bundle: they are the frames of the debugger's call stack, read at run time, and bundling changes them.
// esbuild's keepNames does so for all functions there are, closures too, each time one is made: a sixth of the time that compiling a scenario takes.
// @ts-check
import fs from 'node:fs';

/** @type {import('esbuild').Plugin} */
export const modelNames = {
  name: 'model-names',
  setup(build) {
    build.onLoad({ filter: /[\\/]core[\\/]mm[\\/]\w+\.ts$/ }, ({ path }) => {
      const text = fs.readFileSync(path, 'utf8');
      const names = [...text.matchAll(/^(?:export )?function\* (\w+)/gm)].map(([, name]) => name);
      const named = names.map((name) => `Object.defineProperty(${name}, 'name', { value: '${name}' });`);
      return { contents: [text, ...named].join('\n'), loader: 'ts' };
    });
  },
};
