// How a word of the language is explained: one shape for messages, hovers, completion and the manual.

export interface WordInfo {
  /** The word that begins it. */
  readonly word: string;
  readonly usage: string;
  /** The call that user space makes, or what stands in for one. */
  readonly call: string;
  /** Kernel functions in the order in which they matter; names as in Linux (facts 3 and 11). */
  readonly functions: readonly string[];
  readonly doc: string;
  /** In the form of an editor snippet. */
  readonly snippet: string;
}

export function findWord(table: readonly WordInfo[], word: string): WordInfo | undefined {
  return table.find((info) => info.word === word);
}
