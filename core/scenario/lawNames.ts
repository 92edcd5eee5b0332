// The laws of the tables by name, for scenarios that show one broken; what each says is in core/check, which a test compares.

const numbered = (letter: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);

/** I1 to I22 of one table, J1 to J21 of two. */
export const LAWS: readonly string[] = [...numbered('I', 22), ...numbered('J', 21)];
