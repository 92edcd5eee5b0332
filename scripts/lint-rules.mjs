// Two lint rules of the house: a file says first what it is, and is called after the one idea it holds.
// @ts-check
import path from 'node:path';

/** Names that say nothing, or that gather what belongs apart. */
const EMPTY_NAMES = /^(index|utils?|helpers?|managers?|commons?|misc|shared)$/i;

/** @typedef {{ filename: string, sourceCode: { text: string }, report: (problem: object) => void }} Context */

const TOP = { line: 1, column: 0 };

const rule = (/** @type {(context: Context) => string | undefined} */ complaint) => ({
  meta: { type: 'suggestion', schema: [] },
  create: (/** @type {Context} */ context) => ({
    Program() {
      const message = complaint(context);
      if (message !== undefined) context.report({ loc: TOP, message });
    },
  }),
});

export const house = {
  rules: {
    'first-line': rule(({ sourceCode }) => {
      const first = sourceCode.text.replace(/^#!.*\n/, '').split('\n', 1)[0] ?? '';
      const isComment = /^(\/\/|\/\*\*?) ?\S/.test(first) && !/eslint-|@ts-/.test(first);
      return isComment ? undefined : 'The first line is a comment that says what this file is and why it exists.';
    }),
    'file-name': rule(({ filename }) => {
      const name = path.basename(filename).replace(/\..*$/, '');
      return EMPTY_NAMES.test(name) ? `"${name}" says nothing: name the file after the one idea it holds.` : undefined;
    }),
  },
};
