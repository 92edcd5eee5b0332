// Findings of the compiler as diagnostics, and their remedies as quick fixes.

import type { LangiumDocument } from 'langium';
import type { DocumentValidator } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import {
  CodeActionKind,
  DiagnosticSeverity,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver-protocol';
import type { Finding } from '../problemList.js';
import { analysisOf } from './analysed.js';
import { overlaps, toRange } from './positions.js';

const SEVERITY: Readonly<Record<Finding['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

export class ScenarioValidator implements DocumentValidator {
  /** `docs`: where the page of message codes is, asked anew each time since the client says it when it starts. */
  constructor(private readonly docs: () => string | undefined) {}

  validateDocument(document: LangiumDocument): Promise<Diagnostic[]> {
    return Promise.resolve(analysisOf(document).findings.map((finding) => toDiagnostic(finding, this.docs())));
  }
}

export class ScenarioCodeActionProvider implements CodeActionProvider {
  getCodeActions(document: LangiumDocument, { range, context }: CodeActionParams): CodeAction[] {
    const uri = document.uri.toString();
    return analysisOf(document)
      .findings.filter((finding) => overlaps(finding.range, range))
      .flatMap((finding) => {
        const at = toRange(finding.range);
        const diagnostics = context.diagnostics.filter(
          ({ code, range: { start } }) => code === finding.code && start.line === at.start.line,
        );
        return finding.fixes.map((newText, index) => ({
          title: newText === '' ? 'Take it away' : `Change to ${newText}`,
          kind: CodeActionKind.QuickFix,
          isPreferred: index === 0,
          diagnostics,
          edit: { changes: { [uri]: [{ range: at, newText }] } },
        }));
      });
  }
}

function toDiagnostic({ code, severity, message, range }: Finding, docs: string | undefined): Diagnostic {
  const diagnostic = { range: toRange(range), severity: SEVERITY[severity], code, source: 'vswap', message };
  return docs === undefined
    ? diagnostic
    : { ...diagnostic, codeDescription: { href: `${docs}#${code.toLowerCase()}` } };
}
