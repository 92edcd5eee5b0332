// One sentence of several: why a run stopped has to fit into a line, whatever there is to say.

/** Up to the first point, question or exclamation mark with a space behind; without a point. */
export function firstSentence(text: string): string {
  return withoutEnd(/^[\s\S]*?[.!?](?=\s)/.exec(text)?.[0] ?? text);
}

/** `A; and b.` of `A.` and `B.` */
export function alsoSaid(first: string, second: string): string {
  return `${withoutEnd(first)}; and ${goingOn(second)}`;
}

/** As it stands behind a colon: names and abbreviations keep their capitals. */
export function goingOn(sentence: string): string {
  return /^[A-Z](?=[a-z]*\s)/.test(sentence) ? sentence.slice(0, 1).toLowerCase() + sentence.slice(1) : sentence;
}

const withoutEnd = (text: string): string => text.trim().replace(/\.$/, '');
