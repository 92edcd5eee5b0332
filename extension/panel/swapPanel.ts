// The panel in the editor area: shows the followed session at its stop, answers clicks. One for the window.
import * as vscode from 'vscode';
import { panelPage } from '../../core/protocol/page';
import { panelConversation, type PanelToHost, type PanelToView } from '../../core/protocol/panel';
import { check } from '../../core/protocol/schema';
import type { BreakpointList } from '../views/breakpointList';
import { openBeside } from './ownGroup';
import { panelBreakpoints, watchedWords } from './panelBreakpoints';
import { lookedAtFrame, selectedFrame } from './selectedFrame';
import type { Followed, SessionFollower } from './sessionFollower';
import type { Click } from '../../core/report/panelStateSession';
import { pageParts, webviewOptions } from './webviewFiles';

export const PANEL_VIEW = 'vswap.panel';
const TITLE = 'Swap';

const NO_SESSION =
  'No swap scenario is being debugged. Open a .vswap or .rec file and press F5, or run the command "vswap: Debug Scenario".';
const RUNNING = 'The program is running.';

/** What the panel asks of the rest of the extension. */
export interface PanelActions {
  readonly openCode: () => void;
  readonly breakOnWord: (field: string | undefined) => void;
  readonly reveal: (file: string, line: number) => void;
}

export class SwapPanel implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #isReady = false;
  #isDue = false;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly follower: SessionFollower,
    private readonly breakpoints: BreakpointList,
    private readonly actions: PanelActions,
  ) {
    this.#subscriptions = [
      follower.onDidChange(() => this.#show()),
      breakpoints.onDidChange(() => this.#show()),
      vscode.debug.onDidChangeActiveStackItem(() => this.#show()),
    ];
  }

  /** Beside the source, which keeps the focus. */
  async open(): Promise<void> {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const options = { ...webviewOptions(this.extension), retainContextWhenHidden: true };
    await openBeside((column) => this.restore(vscode.window.createWebviewPanel(PANEL_VIEW, TITLE, column, options)));
  }

  /** Where the panel stands, when it can be seen. */
  get visibleColumn(): vscode.ViewColumn | undefined {
    return this.#panel?.visible === true ? this.#panel.viewColumn : undefined;
  }

  /** Takes over a panel that the editor made, anew or again after a reload of the window. */
  restore(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    this.#isReady = false;
    panel.webview.options = webviewOptions(this.extension);
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = panelPage(pageParts(panel.webview, this.extension, 'panel', TITLE));
  }

  /** Goes where a command says; also without a panel, for the next time it is opened. */
  click(click: Click): void {
    const { current } = this.follower;
    const problem = current === undefined ? `VS0708: ${NO_SESSION}` : current.look.clicked(click);
    if (problem === undefined) this.#show();
    else void vscode.window.showInformationMessage(problem);
  }

  #receive(message: unknown): void {
    const { value, problems } = check(panelConversation.toHost, message);
    if (value === undefined) console.error(`vswap: the panel sent a malformed message (${problems.join('; ')})`);
    else this.#answer(value);
  }

  #answer(message: PanelToHost): void {
    const { current } = this.follower;
    switch (message.kind) {
      case 'ready':
        this.#isReady = true;
        this.#show();
        return;
      case 'copyWord':
        void vscode.commands.executeCommand('vswap.copyWord');
        return;
      case 'goNewest':
        void vscode.commands.executeCommand('vswap.goNewest');
        return;
      case 'breakOnWord':
        this.actions.breakOnWord(message.field);
        return;
      case 'enableBreakpoint':
      case 'removeBreakpoint': {
        const one = this.breakpoints.all[message.position];
        if (one === undefined) return;
        if (message.kind === 'removeBreakpoint') this.breakpoints.remove(one);
        else this.breakpoints.enable(one, message.enabled);
        return;
      }
      case 'openCode':
        this.actions.openCode();
        return;
      case 'revealStatement': {
        const { run } = current?.look ?? {};
        const line = current?.look.state()?.now.line;
        if (run !== undefined && line !== undefined) this.actions.reveal(run.program.file, line);
        return;
      }
      default: {
        const problem = current === undefined ? `VS0708: ${NO_SESSION}` : current.look.clicked(message);
        if (problem === undefined) this.#show();
        else this.#post({ kind: 'refused', reason: problem });
      }
    }
  }

  /** Soon, and once for all that happens until then: the debugger's own answer goes first, and a held key draws only what it comes to. */
  #show(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      this.#draw(this.follower.current);
    }, 0);
  }

  #draw(followed: Followed | undefined): void {
    if (this.#panel === undefined || !this.#isReady) return;
    if (followed === undefined) return this.#post({ kind: 'idle', reason: NO_SESSION });
    const { look, session, id } = followed;
    const { run } = session;
    if (session.isMoving || run === undefined) return this.#post({ kind: 'idle', reason: RUNNING });
    const state = look.state(lookedAtFrame(selectedFrame(session), run));
    if (state === undefined) return this.#post({ kind: 'idle', reason: RUNNING });
    const all = panelBreakpoints(this.breakpoints, id, session.lastStop?.breakpointIds ?? []);
    this.#post({ kind: 'breakpoints', all, watched: watchedWords(this.breakpoints.all, run) });
    this.#post({ kind: 'state', state });
  }

  #post(message: PanelToView): void {
    void this.#panel?.webview.postMessage(message);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#panel?.dispose();
  }
}
