// Breakpoints of one document, kept by the editor: the Code view shows and toggles the same ones as the editor's own gutter.
import * as vscode from 'vscode';

/** 1-based lines with an enabled or disabled breakpoint, ascending. */
export function breakpointLines(uri: vscode.Uri): readonly number[] {
  const lines = breakpointsIn(uri).map(({ location }) => location.range.start.line + 1);
  return [...new Set(lines)].sort((a, b) => a - b);
}

export function toggleBreakpoint(uri: vscode.Uri, line: number): void {
  const present = breakpointsIn(uri).filter(({ location }) => location.range.start.line === line - 1);
  if (present.length > 0) vscode.debug.removeBreakpoints(present);
  else
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line - 1, 0))),
    ]);
}

function breakpointsIn(uri: vscode.Uri): readonly vscode.SourceBreakpoint[] {
  const wanted = uri.toString();
  return vscode.debug.breakpoints.filter(
    (breakpoint): breakpoint is vscode.SourceBreakpoint =>
      breakpoint instanceof vscode.SourceBreakpoint && breakpoint.location.uri.toString() === wanted,
  );
}
