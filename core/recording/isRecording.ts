// Which of the two kinds of text a file holds: a recording or a scenario.

/** By its first line, which no scenario can have; by its name when it is damaged there. */
export function isRecording(text: string, file: string): boolean {
  return /^oracle \d/.test(text) || /\.rec$/i.test(file);
}
