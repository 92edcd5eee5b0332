// Entry point of the Code view's page: Monaco, read-only, with the step that is next and the breakpoints of the editor. Loaded on demand: it is large.
import { editor, KeyCode, type IDisposable } from 'monaco-editor/editor';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/wordHighlighter/register';
import { codeConversation, type CodeToView } from '../core/protocol/code';
import './code.css';
import { registerLanguages } from './code/languages';
import { followTheme } from './code/theme';
import { useBlobWorker } from './code/worker';
import { connect } from './host';

type Shown = Extract<CodeToView, { readonly kind: 'show' }>;

const title = document.body.appendChild(document.createElement('header'));
const place = document.body.appendChild(document.createElement('div'));
place.className = 'editor';

const host = connect(codeConversation, receive, (reason) => {
  title.textContent = reason;
});

let code: editor.IStandaloneCodeEditor | undefined;
let marks: editor.IEditorDecorationsCollection | undefined;
let shown: Shown | undefined;

try {
  useBlobWorker();
  registerLanguages();
  followTheme();
  code = createEditor();
  marks = code.createDecorationsCollection();
} catch (error) {
  host.post({ kind: 'broken', reason: String(error).slice(0, 2000) });
}
host.post({ kind: 'ready' });

function createEditor(): editor.IStandaloneCodeEditor {
  const style = getComputedStyle(document.documentElement);
  const created = editor.create(place, {
    value: '',
    readOnly: true,
    domReadOnly: true,
    glyphMargin: true,
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: 'gutter',
    fontFamily: style.getPropertyValue('--vscode-editor-font-family') || 'monospace',
    fontSize: Number.parseFloat(style.getPropertyValue('--vscode-editor-font-size')) || 13,
  });
  created.onMouseDown(({ target }) => {
    if (target.type === editor.MouseTargetType.GUTTER_GLYPH_MARGIN) toggle(target.position.lineNumber);
  });
  created.addAction({
    id: 'vswap.toggleBreakpoint',
    label: 'Toggle Breakpoint',
    keybindings: [KeyCode.F9],
    contextMenuGroupId: 'debug',
    run: (at) => toggle(at.getPosition()?.lineNumber),
  });
  return created;
}

function toggle(line: number | undefined): void {
  if (shown !== undefined && line !== undefined) host.post({ kind: 'toggleBreakpoint', id: shown.id, line });
}

function receive(message: CodeToView): void {
  switch (message.kind) {
    case 'show':
      show(message);
      return;
    case 'breakpoints':
      if (shown === undefined) return;
      shown = { ...shown, breakpoints: message.lines };
      mark(shown);
      return;
    case 'nothing':
      shown = undefined;
      title.textContent = message.reason;
      replaceText('', 'plaintext');
      marks?.clear();
      return;
  }
}

function show(next: Shown): void {
  if (next.id !== shown?.id || next.text !== shown.text)
    replaceText(next.text, next.language === 'c' ? 'vswap-steps' : 'vswap');
  shown = next;
  title.textContent = next.title;
  code?.updateOptions({ ariaLabel: next.title });
  mark(next);
  if (next.line === undefined) return;
  code?.revealLineInCenterIfOutsideViewport(next.line);
  code?.setPosition({ lineNumber: next.line, column: 1 });
}

function replaceText(text: string, language: string): void {
  const old: IDisposable | null | undefined = code?.getModel();
  code?.setModel(editor.createModel(text, language));
  old?.dispose();
}

/** A line may have both marks; they stand in different lanes of the margin. */
function mark({ line, breakpoints }: Shown): void {
  const at = (lineNumber: number) => ({
    startLineNumber: lineNumber,
    startColumn: 1,
    endLineNumber: lineNumber,
    endColumn: 1,
  });
  const points = breakpoints.map((lineNumber) => ({
    range: at(lineNumber),
    options: {
      glyphMarginClassName: 'breakpoint',
      glyphMarginHoverMessage: { value: 'Breakpoint (click to remove)' },
      glyphMargin: { position: editor.GlyphMarginLane.Left },
    },
  }));
  const next =
    line === undefined
      ? []
      : [
          {
            range: at(line),
            options: {
              isWholeLine: true,
              className: 'next-line',
              glyphMarginClassName: 'next-step',
              glyphMarginHoverMessage: { value: 'Happens next' },
              glyphMargin: { position: editor.GlyphMarginLane.Right },
            },
          },
        ];
  marks?.set([...points, ...next]);
}
