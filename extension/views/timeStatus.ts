// The status bar's word on where in time the session stands: plain at the newest step, on a warning's ground in the past.
import * as vscode from 'vscode';
import { check, integer, struct, type Infer } from '../../core/protocol/schema';
import { timeText } from '../../core/protocol/timeText';
import { DEBUG_TYPE } from '../adapter/configurations';

const step = integer(0, Number.MAX_SAFE_INTEGER);
/** What is used of the event `vswap/stopped`. */
const timePlace = struct({ step, newest: step });

export class TimeStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('vswap.time', vscode.StatusBarAlignment.Left, 50);
  readonly #places = new Map<string, Infer<typeof timePlace>>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.#item.name = 'Swap debugger: place in time';
    this.#item.command = 'vswap.seek';
    this.#subscriptions = [
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type !== DEBUG_TYPE || event !== 'vswap/stopped') return;
        const { value } = check(timePlace, body);
        if (value !== undefined) this.#places.set(session.id, value);
        this.#show();
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.#places.delete(id);
        this.#show();
      }),
      vscode.debug.onDidChangeActiveDebugSession(() => this.#show()),
    ];
  }

  #show(): void {
    const id = vscode.debug.activeDebugSession?.id;
    const at = id === undefined ? undefined : this.#places.get(id);
    if (at === undefined) return this.#item.hide();
    const { place, behind } = timeText(at);
    const text = behind === undefined ? place : `${place}, past`;
    this.#item.text = `$(${behind === undefined ? 'watch' : 'history'}) ${text}`;
    this.#item.tooltip = `${behind === undefined ? 'The newest step so far' : `In the past: ${behind}`}. Click to go to another place in time.`;
    this.#item.accessibilityInformation = { label: text, role: 'button' };
    this.#item.backgroundColor =
      behind === undefined ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.show();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }
}
