// Comparisons of branches as read-only documents, one a branch, side by side in the diff editor; a link leads to the step at which the two part.
import * as vscode from 'vscode';
import { check, integer, maybe, struct, text } from '../../core/protocol/schema';

export const COMPARISON_SCHEME = 'vswap-comparison';

const step = integer(0, Number.MAX_SAFE_INTEGER);
const side = struct({ text: text(50_000_000), line: maybe(step) });
/** What is used of the answer to `vswap/compareBranches` with documents. */
const comparison = struct({
  nameA: text(200),
  nameB: text(200),
  a: maybe(struct({ step })),
  b: maybe(struct({ step })),
  documents: struct({ a: side, b: side }),
});

/** Where a link leads. */
export interface PartingPlace {
  readonly session: vscode.DebugSession;
  readonly branch: string;
  readonly step: number;
}

interface Shown {
  readonly text: string;
  /** The line of the link, from 0. */
  readonly line: number | undefined;
  readonly place: PartingPlace | undefined;
}

export class ComparisonDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly #shown = new Map<string, Shown>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(COMPARISON_SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: COMPARISON_SCHEME }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
    ];
  }

  /** `body`: the adapter's answer. False: it is none. */
  async open(session: vscode.DebugSession, body: unknown): Promise<boolean> {
    const { value } = check(comparison, body);
    if (value === undefined) return false;
    const { nameA, nameB, documents } = value;
    const uri = (name: string): vscode.Uri =>
      vscode.Uri.from({ scheme: COMPARISON_SCHEME, path: `/${nameA} and ${nameB}/${name}`, query: session.id });
    const keep = (
      name: string,
      document: typeof documents.a,
      at: { readonly step: number } | undefined,
    ): vscode.Uri => {
      const place = at && { session, branch: name, step: at.step };
      this.#shown.set(uri(name).toString(), { text: document.text, line: document.line, place });
      this.#changed.fire(uri(name));
      return uri(name);
    };
    const left = keep(nameA, documents.a, value.a);
    const right = keep(nameB, documents.b, value.b);
    const title = `${nameA} \u2194 ${nameB}`;
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: false });
    return true;
  }

  /** Where the branch of a document parts from the other one. */
  placeIn(uri: vscode.Uri | undefined): PartingPlace | undefined {
    return uri === undefined ? undefined : this.#shown.get(uri.toString())?.place;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#shown.get(uri.toString())?.text ?? 'Compare the branches again: this comparison is of another time.\n';
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const { line, place } = this.#shown.get(document.uri.toString()) ?? {};
    if (line === undefined || place === undefined || line >= document.lineCount) return [];
    const target = vscode.Uri.from({
      scheme: 'command',
      path: 'vswap.branch.firstDifference',
      query: encodeURIComponent(JSON.stringify([document.uri.toString()])),
    });
    const link = new vscode.DocumentLink(document.lineAt(line).range, target);
    link.tooltip = `Go to step ${place.step} of "${place.branch}"`;
    return [link];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
