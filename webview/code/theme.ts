// The editor's theme: Monaco's own of the same brightness, with the window's colours from the --vscode-* variables, again at each change.
import { editor } from 'monaco-editor/editor';
import { onThemeChange } from '../ui/palette';

/** Monaco's colour names and the theme variables that they are taken from: all that shows in a read-only editor. */
const COLOURS: readonly string[] = [
  'editor.background',
  'editor.foreground',
  'editor.lineHighlightBackground',
  'editor.lineHighlightBorder',
  'editor.selectionBackground',
  'editor.inactiveSelectionBackground',
  'editor.findMatchBackground',
  'editor.findMatchHighlightBackground',
  'editorCursor.foreground',
  'editorGutter.background',
  'editorLineNumber.foreground',
  'editorLineNumber.activeForeground',
  'editorWidget.background',
  'editorWidget.border',
  'editorWidget.foreground',
  'focusBorder',
  'input.background',
  'input.foreground',
  'contrastBorder',
  'contrastActiveBorder',
];

export function followTheme(): void {
  apply();
  onThemeChange(apply);
}

function apply(): void {
  const style = getComputedStyle(document.documentElement);
  const colors: Record<string, string> = {};
  for (const name of COLOURS) {
    const value = hexColour(style.getPropertyValue(`--vscode-${name.replaceAll('.', '-')}`).trim());
    if (value !== undefined) colors[name] = value;
  }
  editor.defineTheme('vswap', { base: baseTheme(), inherit: true, rules: [], colors });
  editor.setTheme('vswap');
}

function baseTheme(): editor.BuiltinTheme {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classList.contains('vscode-high-contrast')) return 'hc-black';
  return classList.contains('vscode-light') ? 'vs' : 'vs-dark';
}

const RGB = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/;

/** Monaco takes #rrggbb and #rrggbbaa only; themes also write rgba(). undefined: neither, or nothing. */
export function hexColour(value: string): string | undefined {
  if (/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value)) return value;
  if (/^#[0-9a-f]{3,4}$/i.test(value)) return `#${value.slice(1).replace(/./g, '$&$&')}`;
  const match = RGB.exec(value);
  if (match === null) return undefined;
  const alpha = match[4] === undefined ? 255 : Math.round((Number(match[4]) / (match[5] === '%' ? 100 : 1)) * 255);
  const parts = [Number(match[1]), Number(match[2]), Number(match[3]), ...(alpha === 255 ? [] : [alpha])];
  return `#${parts.map((part) => Math.min(255, Math.round(part)).toString(16).padStart(2, '0')).join('')}`;
}
