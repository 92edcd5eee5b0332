// What can be wrong with a word, a format or a field that someone typed: one list of codes, each with a page in the docs.

export interface WordProblem {
  /** VS0201 word, VS0202 format, VS0203 kernel, VS0204 kind, VS0205 field, VS0206 value, VS0207 field given twice, VS0208 option; VS0210 to VS0212: a word the kernel never builds. */
  readonly code: `VS02${string}`;
  /** A warning goes with a value: the word was built, but is not what the fields said or not what the kernel stores. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export const wordError = (code: WordProblem['code'], message: string): WordProblem => ({
  code,
  severity: 'error',
  message,
});
export const wordWarning = (code: WordProblem['code'], message: string): WordProblem => ({
  code,
  severity: 'warning',
  message,
});
