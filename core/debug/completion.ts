// What a completion of the debug console is: a name or command, and where it goes.

export interface Completion {
  readonly label: string;
  readonly kind: 'function' | 'field' | 'variable' | 'module' | 'keyword' | 'branch';
  /** One line about it. */
  readonly detail: string | undefined;
  /** What is written in place of the label, and the part of it that is to be typed over. */
  readonly insert?: { readonly text: string; readonly selected: string | undefined };
}

export interface Completions {
  /** Column, 0-based, of the first character that a completion replaces; it replaces up to the caret. */
  readonly start: number;
  readonly found: readonly Completion[];
}
