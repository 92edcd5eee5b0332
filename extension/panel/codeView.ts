// The Code view: the source of the current frame in an editor of its own, with the step that is next and the breakpoints. Opened on demand.
import * as vscode from 'vscode';
import { pseudoPath, type PseudoSources } from '../../core/debug/pseudoSource';
import { codeConversation, type CodeToHost, type CodeToView } from '../../core/protocol/code';
import { codePage } from '../../core/protocol/page';
import { check } from '../../core/protocol/schema';
import { programUri } from '../adapter/editorProgram';
import { PSEUDO_SCHEME } from '../adapter/sources';
import { openBelow, openBeside } from './ownGroup';
import { selectedFrame } from './selectedFrame';
import type { Followed, SessionFollower } from './sessionFollower';
import { breakpointLines, toggleBreakpoint } from './sourceBreakpoints';
import { fileAddress, pageParts, webviewOptions } from './webviewFiles';

export const CODE_VIEW = 'vswap.code';
const TITLE = 'Kernel Code';
/** Larger documents are for the editor itself. */
const LONGEST = 2_000_000;
/** Milliseconds; a debugger answers much sooner. */
const CONFIRMED_AFTER = 300;

export class CodeView implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #isReady = false;
  /** The document that is shown. */
  #shown: vscode.Uri | undefined;
  /** Counts what was asked for, so that a slow answer does not replace a newer one. */
  #asked = 0;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly follower: SessionFollower,
    private readonly sources: PseudoSources,
  ) {
    this.#subscriptions = [
      follower.onDidChange((followed) => void this.#show(followed)),
      vscode.debug.onDidChangeActiveStackItem(() => void this.#show(follower.current)),
      vscode.debug.onDidChangeBreakpoints(() => {
        void this.#showBreakpoints();
        // Where the debugger puts a new breakpoint is known a moment later, of which the editor tells nobody.
        setTimeout(() => void this.#showBreakpoints(), CONFIRMED_AFTER);
      }),
    ];
  }

  /** Below the panel when `panelColumn` shows it, so that neither hides the other; else beside the source. */
  async open(panelColumn: vscode.ViewColumn | undefined): Promise<void> {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const options = { ...webviewOptions(this.extension), retainContextWhenHidden: true };
    const create = (column: vscode.ViewColumn): void =>
      this.restore(vscode.window.createWebviewPanel(CODE_VIEW, TITLE, column, options));
    await (panelColumn === undefined ? openBeside(create) : openBelow(panelColumn, create));
  }

  restore(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#isReady = false;
    this.#shown = undefined;
    panel.webview.options = webviewOptions(this.extension);
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    const worker = fileAddress(panel.webview, this.extension, 'editor.worker.js');
    panel.webview.html = codePage({ ...pageParts(panel.webview, this.extension, 'code', TITLE), worker });
  }

  #receive(message: unknown): void {
    const { value, problems } = check(codeConversation.toHost, message);
    if (value === undefined) console.error(`vswap: the Code view sent a malformed message (${problems.join('; ')})`);
    else this.#answer(value);
  }

  #answer(message: CodeToHost): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        void this.#show(this.follower.current);
        return;
      case 'toggleBreakpoint':
        if (this.#shown?.toString() === message.id) void toggleBreakpoint(this.#shown, message.line);
        return;
      case 'broken':
        void vscode.window.showErrorMessage(
          `VS0710: the Code view cannot show its editor: ${message.reason}. The same source opens from the Call Stack view.`,
        );
        return;
    }
  }

  async #showBreakpoints(): Promise<void> {
    const shown = this.#shown;
    if (this.#panel === undefined || shown === undefined) return;
    const lines = await breakpointLines(shown);
    if (shown === this.#shown) this.#post({ kind: 'breakpoints', lines });
  }

  async #show(followed: Followed | undefined): Promise<void> {
    if (this.#panel === undefined || !this.#isReady) return;
    const asked = ++this.#asked;
    try {
      const message = await this.#document(followed);
      if (asked === this.#asked) this.#post(message);
    } catch (error) {
      if (asked === this.#asked) this.#post({ kind: 'nothing', reason: reasonOf(error) });
    }
  }

  /** The function of the selected stack frame, else the one that runs, or the scenario while its statement has not begun. */
  async #document(followed: Followed | undefined): Promise<CodeToView> {
    const run = followed?.look.run;
    if (
      followed === undefined ||
      run === undefined ||
      followed.session.isMoving ||
      followed.session.lastStop === undefined
    )
      return {
        kind: 'nothing',
        reason: 'Debug a swap scenario and step into a kernel function: its steps are shown here.',
      };
    const { frame: top, operation, cpu } = run.moment(run.cursor);
    const selected = selectedFrame(followed.session);
    const frame = selected === undefined ? top : selected.kind === 'kernel' ? selected.frame : undefined;
    const path = frame === undefined ? undefined : pseudoPath(this.sources, frame.name);
    const uri = path === undefined ? programUri(run.program.file) : vscode.Uri.parse(`${PSEUDO_SCHEME}:${path}`, true);
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText().length > LONGEST)
      return { kind: 'nothing', reason: `${uri.path} is too long to be shown here.` };
    this.#shown = document.uri;
    return {
      kind: 'show',
      title: `${frame?.name ?? operation.statement.text} \u2014 ${run.view.kernel}, cpu ${cpu}`.slice(0, 300),
      id: document.uri.toString(),
      text: document.getText(),
      language: path === undefined ? 'vswap' : 'c',
      line: path === undefined ? operation.statement.range.line : frame?.line,
      breakpoints: await breakpointLines(document.uri),
    };
  }

  #post(message: CodeToView): void {
    void this.#panel?.webview.postMessage(message);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#panel?.dispose();
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);
