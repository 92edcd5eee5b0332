// The theme's colours for what is drawn on a canvas, read from the --vscode-* variables again whenever the theme changes.
export interface Palette {
  /** The value of a theme variable; the foreground colour where the theme has none. */
  readonly colour: (variable: string) => string;
  readonly foreground: string;
  readonly background: string;
  readonly dim: string;
  readonly border: string;
  readonly focus: string;
  readonly font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (variable: string): string => style.getPropertyValue(variable).trim();
  const first = (...variables: readonly string[]): string =>
    variables.map(read).find((value) => value !== '') ?? 'CanvasText';
  const foreground = first('--vscode-editor-foreground', '--vscode-foreground');
  return {
    colour: (variable) => read(variable) || foreground,
    foreground,
    background: read('--vscode-editor-background') || 'Canvas',
    dim: first('--vscode-descriptionForeground', '--vscode-foreground'),
    border: first(
      '--vscode-contrastBorder',
      '--vscode-widget-border',
      '--vscode-editorIndentGuide-background1',
      '--vscode-descriptionForeground',
    ),
    focus: first('--vscode-focusBorder', '--vscode-contrastActiveBorder', '--vscode-foreground'),
    font: read('--vscode-editor-font-family') || 'monospace',
  };
}

/** VS Code changes the variables on <html> and the theme class on <body>. Answers the function that stops watching. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => observer.disconnect();
}
