// Text of a file made safe to print: what a file says must not move the cursor of a terminal or recolour it.

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** One line: a tab becomes a blank, any other control or direction character its number, as in `<1b>`. */
export function printable(text: string): string {
  return text.replace(CONTROL, (char) =>
    char === '\t' ? ' ' : `<${char.charCodeAt(0).toString(16).padStart(2, '0')}>`,
  );
}
